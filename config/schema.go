package config

import (
	"bytes"
	_ "embed"
)

//go:embed schema.json
var schemaJSON []byte

// Schema is the JSON Schema (draft 2020-12) of a configuration file, for editors. It knows forms, not references:
// "config check" finds more. The caller owns the bytes.
func Schema() []byte { return bytes.Clone(schemaJSON) }
