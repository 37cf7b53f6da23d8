package analyse

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A kind is what a JSON value is, in the words of an error.
type kind string

const (
	null   kind = "null"
	truth  kind = "true or false"
	number kind = "a number"
	text   kind = "a text"
	list   kind = "a list"
	object kind = "an object"
)

// A value is one JSON value and where it stands. A number keeps its literal in text.
type value struct {
	parent *value
	key    string // its name in a parent that is an object
	index  int    // its place in a parent that is a list
	kind   kind
	text   string // of a text or a number; "true" or "false"
	items  []*value
}

// path names the value from the root: $.matrix[1][2]. A key that is not a plain word is
// quoted: $.weights["price, EUR"].
func (v *value) path() string {
	switch {
	case v.parent == nil:
		return "$"
	case v.parent.kind == list:
		return fmt.Sprintf("%s[%d]", v.parent.path(), v.index)
	case plainWord(v.key):
		return v.parent.path() + "." + v.key
	}
	return fmt.Sprintf("%s[%s]", v.parent.path(), quote(v.key))
}

func plainWord(s string) bool {
	for _, c := range s {
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

// quote shows a text of somebody's file in an error: on one line, without control characters,
// and not longer than a line.
func quote(s string) string {
	if utf8.RuneCountInString(s) > 60 {
		s = string([]rune(s)[:57]) + "..."
	}
	return fmt.Sprintf("%q", s)
}

// member returns the member of an object by its key, or nil.
func (v *value) member(key string) *value {
	for _, m := range v.items {
		if m.key == key {
			return m
		}
	}
	return nil
}

// A parser builds values from tokens. encoding/json alone accepts a key twice and invalid
// UTF-8, and does not say where in the tree it is.
type parser struct {
	data   []byte
	dec    *json.Decoder
	values int
}

// parse reads one JSON value and nothing after it. Its errors are InputErrors with the path
// that was reached, and the line.
func parse(data []byte) (*value, error) {
	if !utf8.Valid(data) {
		return nil, &InputError{Mistakes: []Mistake{{"$", fmt.Sprintf("line %d is not UTF-8; save the file as JSON in UTF-8", badLine(data))}}}
	}
	p := &parser{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	root := &value{}
	if err := p.fill(root, 0); err != nil {
		return nil, err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, p.fail(root, "something follows the problem's closing brace; a file holds one problem")
	}
	return root, nil
}

func badLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		c, size := utf8.DecodeRune(data)
		if c == utf8.RuneError && size == 1 {
			return line
		}
		if c == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

// fail names the line of the next character that means something.
func (p *parser) fail(at *value, format string, args ...any) error {
	read := min(int(p.dec.InputOffset()), len(p.data))
	blank := len(p.data[read:]) - len(bytes.TrimLeft(p.data[read:], " \t\r\n,:"))
	line := 1 + bytes.Count(p.data[:read+blank], []byte("\n"))
	return &InputError{Mistakes: []Mistake{{at.path(), fmt.Sprintf("line %d: %s", line, fmt.Sprintf(format, args...))}}}
}

// token reads the next token on behalf of at.
func (p *parser) token(at *value) (json.Token, error) {
	t, err := p.dec.Token()
	if err == nil {
		return t, nil
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return nil, p.fail(at, "this is not JSON: %s", strings.TrimPrefix(e.Error(), "json: "))
	}
	if len(bytes.TrimSpace(p.data)) == 0 {
		return nil, p.fail(at, "the file is empty; it must hold one JSON object, for which assay analyse --schema prints the form")
	}
	return nil, p.fail(at, "the file ends in the middle of a value; it has been cut off")
}

// fill reads one value into v, whose place is set.
func (p *parser) fill(v *value, depth int) error {
	t, err := p.token(v)
	if err != nil {
		return err
	}
	if p.values++; p.values > maxValues {
		return p.fail(v, "the file holds more than %d values", maxValues)
	}
	switch t := t.(type) {
	case nil:
		v.kind = null
	case bool:
		v.kind, v.text = truth, fmt.Sprint(t)
	case json.Number:
		v.kind, v.text = number, t.String()
	case string:
		v.kind, v.text = text, t
	case json.Delim:
		if depth == maxDepth {
			return p.fail(v, "lists and objects are nested more than %d deep", maxDepth)
		}
		if t == '[' {
			v.kind = list
			return p.fillList(v, depth)
		}
		v.kind = object
		return p.fillObject(v, depth)
	}
	return nil
}

func (p *parser) fillList(v *value, depth int) error {
	for p.dec.More() {
		item := &value{parent: v, index: len(v.items)}
		if err := p.fill(item, depth+1); err != nil {
			return err
		}
		v.items = append(v.items, item)
	}
	_, err := p.token(v)
	return err
}

func (p *parser) fillObject(v *value, depth int) error {
	for p.dec.More() {
		t, err := p.token(v)
		if err != nil {
			return err
		}
		key, ok := t.(string)
		if !ok {
			return p.fail(v, "this is not JSON: a key must be a text in double quotes")
		}
		item := &value{parent: v, key: key}
		if v.member(key) != nil {
			return p.fail(item, "the key stands twice; keep one")
		}
		if len(v.items) == maxMembers {
			return p.fail(v, "the object has more than %d keys", maxMembers)
		}
		if err := p.fill(item, depth+1); err != nil {
			return err
		}
		v.items = append(v.items, item)
	}
	_, err := p.token(v)
	return err
}
