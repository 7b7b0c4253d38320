package main

import (
	"bytes"
	"encoding/json"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// object is one JSON object. Encoding sorts its keys bytewise.
type object = map[string]any

// writeJSONLine writes one value as one canonical line: keys sorted, no blanks,
// and no HTML escaping.
func writeJSONLine(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// jsonLine is writeJSONLine into memory.
func jsonLine(value any) ([]byte, error) {
	var line bytes.Buffer
	if err := writeJSONLine(&line, value); err != nil {
		return nil, err
	}
	return line.Bytes(), nil
}

var protoJSON = protojson.MarshalOptions{UseProtoNames: true}

// messageJSON turns a message into a JSON value with proto field names. The
// printer of protojson varies its blanks on purpose, so its text is never used
// as it is; numbers keep their text, which a float would change.
func messageJSON(m proto.Message) (any, error) {
	text, err := protoJSON.Marshal(m)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return value, nil
}

// annotationsJSON keeps the stored order. An annotation whose type the SDK does
// not know is printed by its bytes.
func annotationsJSON(annotations []*anypb.Any) []any {
	values := make([]any, 0, len(annotations))
	for _, a := range annotations {
		value, err := messageJSON(a)
		if err != nil {
			// An empty value prints as "", not as null.
			value = object{"@type": a.GetTypeUrl(), "@value_base64": append([]byte{}, a.GetValue()...)}
		}
		values = append(values, value)
	}
	return values
}
