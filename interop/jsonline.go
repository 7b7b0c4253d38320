package main

import (
	"encoding/json"
	"io"
)

// writeJSONLine writes one value as one canonical line: keys sorted, no blanks,
// and no HTML escaping.
func writeJSONLine(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
