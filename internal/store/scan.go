package store

import (
	"encoding"
	"encoding/json"

	"github.com/jackc/pgx/v5/pgtype"
)

// text scans a column into a value that reads itself from a text, such as offer.Stage.
type text struct{ encoding.TextUnmarshaler }

// ScanText is called by the driver.
func (t text) ScanText(v pgtype.Text) error { return t.UnmarshalText([]byte(v.String)) }

// list scans a text[] into a slice of a kind of string. An empty array becomes a nil slice, as
// in a record just read from a file.
type list[T ~string] struct{ to *[]T }

func ids[T ~string](to *[]T) list[T] { return list[T]{to} }

// SetDimensions is called by the driver before the elements are scanned.
func (l list[T]) SetDimensions(dimensions []pgtype.ArrayDimension) error {
	*l.to = nil
	if len(dimensions) > 0 {
		*l.to = make([]T, dimensions[0].Length)
	}
	return nil
}

// ScanIndex is called by the driver for each element.
func (l list[T]) ScanIndex(i int) any { return element[T]{&(*l.to)[i]} }

// ScanIndexType is called by the driver.
func (l list[T]) ScanIndexType() any { return element[T]{} }

type element[T ~string] struct{ to *T }

// ScanText is called by the driver.
func (e element[T]) ScanText(v pgtype.Text) error { *e.to = T(v.String); return nil }

// object scans a jsonb column. An empty array leaves the value as it is, a nil slice.
type object struct{ to any }

// ScanBytes is called by the driver.
func (o object) ScanBytes(v []byte) error {
	if v == nil || string(v) == "[]" {
		return nil
	}
	return json.Unmarshal(v, o.to)
}
