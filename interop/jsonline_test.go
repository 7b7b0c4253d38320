package main

import (
	"testing"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
)

func TestJSONLineEscaping(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"html is left alone", "<a>&", `"<a>&"`},
		{"quote and backslash", `"\`, `"\"\\"`},
		{"short control escapes", "\b\f\n\r\t", `"\b\f\n\r\t"`},
		{"other control characters", "\x00\x01\x1f", `"\u0000\u0001\u001f"`},
		{"delete is not a control character of JSON", "\x7f", "\"\x7f\""},
		{"line separators", "\u2028\u2029", `"\u2028\u2029"`},
		{"other text stays UTF-8", "é\ufeff\uffff😀", "\"é\ufeff\uffff😀\""},
	} {
		line, err := jsonLine(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if string(line) != c.want+"\n" {
			t.Errorf("%s: got %s, want %s", c.name, line, c.want)
		}
	}
}

func TestJSONLineSortsKeysBytewise(t *testing.T) {
	line, err := jsonLine(object{"b": 1, "B": 2, "é": 3, "a": object{"z": nil, "y": []string{}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"B":2,"a":{"y":[],"z":null},"b":1,"é":3}` + "\n"; string(line) != want {
		t.Errorf("got %s, want %s", line, want)
	}
}

func TestMessageJSONKeepsNumbers(t *testing.T) {
	profile, err := structpb.NewStruct(map[string]any{"whole": 9007199254740991.0, "half": 1.5, "none": nil})
	if err != nil {
		t.Fatal(err)
	}
	value, err := messageJSON(v2.GroupTrait_builder{Profile: profile}.Build())
	if err != nil {
		t.Fatal(err)
	}
	line, err := jsonLine(value)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"profile":{"half":1.5,"none":null,"whole":9007199254740991}}` + "\n"; string(line) != want {
		t.Errorf("got %s, want %s", line, want)
	}
}

func TestAnnotationsJSONFallsBackToBytes(t *testing.T) {
	known, err := annotation(v2.GrantImmutable_builder{SourceId: "s"}.Build())
	if err != nil {
		t.Fatal(err)
	}
	unknown := &anypb.Any{TypeUrl: "type.googleapis.com/vendor.custom.Thing", Value: []byte{0xff, 0x00}}
	line, err := jsonLine(annotationsJSON(append(known, unknown)))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"@type":"type.googleapis.com/c1.connector.v2.GrantImmutable","source_id":"s"},` +
		`{"@type":"type.googleapis.com/vendor.custom.Thing","@value_base64":"/wA="}]` + "\n"
	if string(line) != want {
		t.Errorf("got %s, want %s", line, want)
	}
}
