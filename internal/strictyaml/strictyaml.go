// Package strictyaml reads one YAML document into a struct and says where a mistake stands:
// unknown keys, duplicate keys, wrong types, anchors and second documents are all errors with
// file, line and column. Packages that check more than types ask a Document for the place of
// a field.
package strictyaml

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// MaxBytes bounds a document; the largest the library ships is a tenth of it.
const MaxBytes = 4 << 20

// An Error is one mistake in a file. Line and Column start at 1; 0 means that the place is
// not known.
type Error struct {
	File         string
	Line, Column int
	Message      string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// A Document is a parsed file that knows where its fields stand.
type Document struct {
	file string
	tree *ast.File
}

// Decode reads data, the contents of file, into v, a pointer to a struct. Every error is an
// *Error.
func Decode(file string, data []byte, v any) (d *Document, err error) {
	if len(data) > MaxBytes {
		return nil, &Error{File: file, Message: fmt.Sprintf("is %d bytes long; at most %d are read", len(data), MaxBytes)}
	}
	if line, problem := tooMany(data); line > 0 {
		return nil, &Error{file, line, 1, problem}
	}
	if line := tooDeep(data); line > 0 {
		return nil, &Error{file, line, 1, fmt.Sprintf("brackets are nested more than %d deep", maxDepth)}
	}
	defer func() {
		// The library panics on some tags before a scalar where a list is wanted, and on lists too
		// long for an array.
		if recover() != nil {
			d, err = nil, &Error{File: file, Message: "cannot be read: a tag (!) or a list of the wrong length stands where something else is wanted"}
		}
	}()
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, located(file, err)
	}
	d = &Document{file: file, tree: tree}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, &Error{File: file, Line: 1, Column: 1, Message: "must hold exactly one YAML document"}
	}
	var finder aliasFinder
	ast.Walk(&finder, tree.Docs[0])
	if finder.at != nil {
		return nil, &Error{file, finder.at.Position.Line, finder.at.Position.Column, "anchors, aliases and merge keys are not allowed; write the value out"}
	}
	ast.Walk(unlinker{}, tree.Docs[0])
	if err := yaml.NodeToValue(tree.Docs[0].Body, v, yaml.Strict()); err != nil {
		e := located(file, err)
		if e.Line == 0 {
			d.locateValue(e)
		}
		return nil, e
	}
	return d, nil
}

// maxDepth bounds nested flow brackets, which the library reads in quadratic time.
const maxDepth = 64

// tooDeep returns the line on which brackets nest deeper than maxDepth, or 0. Brackets inside
// text count too: a document with that many unclosed ones is not one of ours.
func tooDeep(data []byte) int {
	depth, line := 0, 1
	for _, b := range data {
		switch b {
		case '\n':
			line++
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > maxDepth {
			return line
		}
	}
	return 0
}

// locateValue gives e the place of the first scalar that its message quotes: the library
// reports no position for an error of a TextUnmarshaler, and ours quote what they refuse.
func (d *Document) locateValue(e *Error) {
	finder := scalarFinder{message: e.Message}
	ast.Walk(&finder, d.tree.Docs[0])
	if finder.at != nil {
		e.Line, e.Column = finder.at.Position.Line, finder.at.Position.Column
	}
}

type scalarFinder struct {
	message string
	at      *token.Token
}

func (f *scalarFinder) Visit(n ast.Node) ast.Visitor {
	if f.at != nil {
		return nil
	}
	if scalar, ok := n.(ast.ScalarNode); ok && strings.Contains(f.message, fmt.Sprintf("%q", fmt.Sprint(scalar.GetValue()))) {
		f.at = n.GetToken()
	}
	return f
}

// At returns an error that stands where path leads, such as $.offers[2].answers[0].lo. Where
// the path ends early (a missing field), the nearest parent that exists is named.
func (d *Document) At(path, format string, args ...any) *Error {
	e := &Error{File: d.file, Message: fmt.Sprintf(format, args...)}
	for p := path; p != "" && p != "$"; p = parent(p) {
		yp, err := yaml.PathString(p)
		if err != nil {
			continue
		}
		node, err := yp.FilterFile(d.tree)
		if err != nil || node == nil || node.GetToken() == nil {
			continue
		}
		pos := firstToken(node).Position
		e.Line, e.Column = pos.Line, pos.Column
		return e
	}
	e.Line, e.Column = 1, 1
	return e
}

// firstToken returns the token where a person would look for node: a mapping's own token is
// the colon after its first key.
func firstToken(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}

func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

func located(file string, err error) *Error {
	var at interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &at) && at.GetToken() != nil {
		p := at.GetToken().Position
		return &Error{file, p.Line, p.Column, at.GetMessage()}
	}
	return &Error{File: file, Message: err.Error()}
}

// An unlinker parts the tokens of scalars from their neighbours. To hand a scalar to a
// TextUnmarshaler the library writes it out anew, and for each one looks at every token that it
// can reach, the whole document; now that is the scalar's own.
type unlinker struct{}

func (u unlinker) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.MappingValueNode:
		if text, ok := n.Value.(*ast.LiteralNode); ok {
			keepIndent(n.Key.GetToken(), text.Start)
		}
	case *ast.LiteralNode: // of several tokens that belong together
		return nil
	case ast.ScalarNode:
		t := n.GetToken()
		cut(t.Prev, t)
		cut(t, t.Next)
	}
	return u
}

// cut parts two neighbours.
func cut(t, next *token.Token) {
	if t != nil && next != nil {
		t.Next, next.Prev = nil, nil
	}
}

// keepIndent puts copies of key and colon before the sign of a block of text: the library takes
// the indent of the text from there.
func keepIndent(key, sign *token.Token) {
	k := &token.Token{Position: key.Position}
	colon := &token.Token{Type: token.MappingValueType, Prev: k, Next: sign}
	k.Next, sign.Prev = colon, colon
}

type aliasFinder struct{ at *token.Token }

func (f *aliasFinder) Visit(n ast.Node) ast.Visitor {
	switch n.Type() {
	case ast.AliasType, ast.AnchorType, ast.MergeKeyType:
		f.at = n.GetToken()
	}
	if f.at != nil {
		return nil
	}
	return f
}
