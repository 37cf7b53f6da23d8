package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Difference is one field that two versions of a record hold differently. An empty text:
// nothing stood there.
type Difference struct{ Field, Before, After string }

// Diff compares two versions of a record field by field, as they stand in JSON. Entries of a
// list are compared by their place. The differences are in the order of the fields.
func Diff(before, after any) ([]Difference, error) {
	old, order, err := flat(before, nil)
	if err != nil {
		return nil, err
	}
	now, order, err := flat(after, order)
	if err != nil {
		return nil, err
	}
	var ds []Difference
	for field := range order {
		if old[field] != now[field] {
			ds = append(ds, Difference{field, old[field], now[field]})
		}
	}
	slices.SortFunc(ds, func(a, b Difference) int { return cmp.Compare(order[a.Field], order[b.Field]) })
	return ds, nil
}

// flat lays a record out as texts by field, and notes the order in which fields appear.
func flat(record any, order map[string]int) (map[string]string, map[string]int, error) {
	if order == nil {
		order = map[string]int{}
	}
	body, err := json.Marshal(record)
	if err != nil {
		return nil, nil, fmt.Errorf("compare versions: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	f := flattener{dec, map[string]string{}, order}
	if err := f.value(""); err != nil {
		return nil, nil, fmt.Errorf("compare versions: %w", err)
	}
	return f.fields, order, nil
}

type flattener struct {
	dec    *json.Decoder
	fields map[string]string
	order  map[string]int
}

func (f flattener) value(at string) error {
	t, err := f.dec.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		for f.dec.More() {
			key, err := f.dec.Token()
			if err != nil {
				return err
			}
			if err := f.value(strings.TrimPrefix(at+", "+fieldWords(key.(string)), ", ")); err != nil {
				return err
			}
		}
		_, err = f.dec.Token()
	case json.Delim('['):
		for i := 1; f.dec.More(); i++ {
			if err := f.value(at + " " + strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_, err = f.dec.Token()
	case nil, "", false:
	default:
		f.fields[at] = fmt.Sprint(t)
		if _, ok := f.order[at]; !ok {
			f.order[at] = len(f.order)
		}
	}
	return err
}

// fieldWords writes a field's name for people: mw_now is "mw now".
func fieldWords(name string) string { return strings.ReplaceAll(name, "_", " ") }
