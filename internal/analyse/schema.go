package analyse

import _ "embed" // the schema is a file so that it can be read and checked as one

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (2020-12) of a problem. It says all that can be said of each
// value by itself; Read also checks what values say together.
func Schema() []byte { return schema }
