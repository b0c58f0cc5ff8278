package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

func TestSchemaAccepts(t *testing.T) {
	s := compiledSchema(t)
	for _, name := range []string{"default.yaml", "samples/pressclip.yaml", "testdata/full.yaml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
	if err := validate(t, s, []byte(Default().Print())); err != nil {
		t.Errorf("what is printed: %#v", err)
	}
	for _, text := range []string{"extract_words: ${WORDS}", "retention: {unmatched: 0, text: '${X}'}", "language: ${LANG}", "outlets:"} {
		if err := validate(t, s, []byte(text)); err != nil {
			t.Errorf("%s: %#v", text, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiledSchema(t)
	for _, text := range []string{
		"langauge: de", "language: fr", "web: {listen: 80}", "crawler: {delay: bald}", "extract_words: -1", "evidence: ja",
		"outlets: [{name: a}]", "outlets: [{url: 'https://a.example.org/'}]", "outlets: [{name: a, url: a}]",
		"outlets: [{name: a, url: 'https://a.example.org/', schedule: '* *'}]",
		"outlets: [{name: a, url: 'https://a.example.org/', rights: fulltext}]",
		"outlets: [{name: a, url: 'https://a.example.org/', rights: fulltext, licence: {id: b}}]",
		"outlets: [{name: a, url: 'https://a.example.org/', extract: {body: b}}]",
		"projects: [{name: a}]", "projects: [{name: a, keywords: []}]", "digests: [{name: a, projects: [b]}]",
		"digests: [{name: a, schedule: '@weekly', projects: [b], to: [{list: true}]}]",
		"mail: {oauth2: {client_id: a}}", "webhooks: [{secret: a}]", "oidc: {roles: {a: boss}}", "archive: mysql://a",
	} {
		if err := validate(t, s, []byte(text)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

// TestSchemaKnowsEveryKey holds the schema to the types: the same keys on both sides, in every struct.
func TestSchemaKnowsEveryKey(t *testing.T) {
	var root map[string]any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	compareKeys(t, root, root, reflect.TypeFor[Config](), "")
}

func compareKeys(t *testing.T, root, schema map[string]any, typ reflect.Type, path string) {
	t.Helper()
	schema = objectOf(root, schema)
	properties, _ := schema["properties"].(map[string]any)
	fields := fieldsOf(typ)
	inSchema, inType := slices.Sorted(maps.Keys(properties)), slices.Sorted(maps.Keys(fields))
	if !slices.Equal(inSchema, inType) {
		t.Errorf("%s: the schema knows %q, the type %q", path, inSchema, inType)
		return
	}
	if schema["additionalProperties"] != false {
		t.Errorf("%s: the schema accepts unknown keys", path)
	}
	for name, index := range fields {
		inner, _ := properties[name].(map[string]any)
		field := typ.Field(index).Type
		if field.Kind() == reflect.Slice {
			field = field.Elem()
			inner, _ = inner["items"].(map[string]any)
		}
		if field.Kind() == reflect.Struct && field != reflect.TypeFor[time.Time]() && field != reflect.TypeFor[netip.Prefix]() {
			compareKeys(t, root, inner, field, join(path, name))
		}
	}
}

// objectOf follows references and alternatives to the schema of an object.
func objectOf(root, schema map[string]any) map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		defs, _ := root["$defs"].(map[string]any)
		schema, _ = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	if schema["properties"] != nil {
		return schema
	}
	choices, _ := schema["anyOf"].([]any)
	for _, choice := range choices {
		if object, ok := choice.(map[string]any); ok && object["properties"] != nil {
			return object
		}
	}
	return schema
}
