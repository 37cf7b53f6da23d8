package offerfile

import (
	"bufio"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// emit writes v, a struct with yaml tags, as YAML: mappings and lists of mappings in block
// style, lists of scalars in brackets, zero values left out. Text that any reader of YAML might
// take for something else stands in quotes, as JSON writes it.
func emit(w io.Writer, v any) error {
	e := &emitter{w: bufio.NewWriter(w)}
	e.mapping(reflect.ValueOf(v), "")
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

type emitter struct {
	w   *bufio.Writer
	err error
}

func (e *emitter) text(s string) { _, _ = e.w.WriteString(s) } // Flush reports

// mapping writes the fields of v that are set. Its first line follows what stands there already.
func (e *emitter) mapping(v reflect.Value, indent string) {
	first := true
	for i := range v.NumField() {
		f := v.Field(i)
		if unset(f) {
			continue
		}
		if !first {
			e.text(indent)
		}
		first = false
		e.text(v.Type().Field(i).Tag.Get("yaml") + ":")
		e.value(reflect.Indirect(f), indent+"  ")
	}
	if first {
		e.text("{}\n")
	}
}

func unset(v reflect.Value) bool { return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 }

func empty(v reflect.Value) bool {
	for _, f := range v.Fields() {
		if !unset(f) {
			return false
		}
	}
	return true
}

func (e *emitter) value(v reflect.Value, indent string) {
	switch {
	case scalar(v.Type()):
		e.text(" " + e.scalar(v) + "\n")
	case v.Kind() == reflect.Struct && empty(v):
		e.text(" {}\n")
	case v.Kind() == reflect.Struct:
		e.text("\n" + indent)
		e.mapping(v, indent)
	case scalar(v.Type().Elem()):
		texts := make([]string, v.Len())
		for i := range texts {
			texts[i] = e.scalar(v.Index(i))
		}
		e.text(" [" + strings.Join(texts, ", ") + "]\n")
	default:
		e.text("\n")
		for i := range v.Len() {
			e.text(indent + "- ")
			e.mapping(v.Index(i), indent+"  ")
		}
	}
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

func scalar(t reflect.Type) bool {
	return t.Kind() != reflect.Struct && t.Kind() != reflect.Slice || t.Implements(textMarshaler)
}

func (e *emitter) scalar(v reflect.Value) string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		if err != nil && e.err == nil {
			e.err = err
		}
		return e.quoted(string(text))
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return e.number(v.Float())
	}
	return e.quoted(v.String())
}

func (e *emitter) number(n float64) string {
	if !(math.Abs(n) <= mostNumber) && e.err == nil {
		e.err = fmt.Errorf("%v is no number that can be written", n)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// plainText is what needs no quotes: words of letters that are no truth value, no null and no
// number in any version of YAML.
var (
	plainText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9(][A-Za-z0-9_./()-]*)*$`)
	notPlain  = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|nan|inf)$`)
)

func (e *emitter) quoted(s string) string {
	if !utf8.ValidString(s) && e.err == nil {
		e.err = fmt.Errorf("%q is not UTF-8", s)
	}
	if plainText.MatchString(s) && !notPlain.MatchString(s) {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}
