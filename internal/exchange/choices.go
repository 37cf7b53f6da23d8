// Package exchange reads the formats in which others hold the same facts: over
// io.Reader, one file a format. What it refuses, it refuses with the line.
package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/internal/framework"
)

// MaxChoiceBytes bounds a file of choices; the largest framework needs a hundredth.
const MaxChoiceBytes = 1 << 20

// maxMistakes bounds a report; a person mends the first few before reading on.
const maxMistakes = 50

// An InputError is one mistake in a file somebody gave, with its line (1 the first).
type InputError struct {
	File    string
	Line    int
	Message string
}

func (e *InputError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// ReadChoices reads answers to a framework of rungs: CSV in UTF-8 with the header
// criterion,choice, where choice counts rungs from 1 and is empty for an unanswered criterion.
// The first fifty mistakes are reported with their lines, joined; name is what errors call the
// file.
func ReadChoices(r io.Reader, name string, fw *framework.Framework) (map[string]int, error) {
	if fw.Kind != framework.KindRungs {
		return nil, fmt.Errorf("framework %s is answered by %s, not by rungs; a framework of rungs is eu-csf", fw.Ref(), fw.Kind)
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxChoiceBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	fail := func(line int, format string, args ...any) error {
		return &InputError{name, line, fmt.Sprintf(format, args...)}
	}
	if len(data) > MaxChoiceBytes {
		return nil, fail(1, "the file is larger than %d bytes", MaxChoiceBytes)
	}
	if line := invalidUTF8(data); line > 0 {
		return nil, fail(line, "the text is not UTF-8; save the file as CSV UTF-8")
	}
	cr := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	cr.FieldsPerRecord = -1
	header, err := cr.Read()
	if err != nil || !slices.Equal(header, []string{"criterion", "choice"}) {
		return nil, fail(1, "the header must be criterion,choice")
	}
	choices, seen := map[string]int{}, map[string]int{}
	var errs []error
	for len(errs) < maxMistakes {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 1
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line = e.StartLine
			}
			errs = append(errs, fail(line, "this line is not CSV: check its quotes"))
			break
		}
		line, _ := cr.FieldPos(0)
		if err := choice(fw, row, line, choices, seen); err != nil {
			errs = append(errs, fail(line, "%v", err))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return choices, nil
}

func choice(fw *framework.Framework, row []string, line int, choices, seen map[string]int) error {
	if len(row) != 2 {
		return fmt.Errorf("%d fields where criterion,choice are wanted", len(row))
	}
	id, text := strings.TrimSpace(row[0]), strings.TrimSpace(row[1])
	c, _, ok := fw.Criterion(id)
	if !ok {
		return fmt.Errorf("framework %s has no criterion %q", fw.Ref(), id)
	}
	if first, twice := seen[id]; twice {
		return fmt.Errorf("criterion %s stands already in line %d", id, first)
	}
	seen[id] = line
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(c.Rungs) {
		return fmt.Errorf("criterion %s: choice %q is not a whole number from 1 to %d", id, text, len(c.Rungs))
	}
	choices[id] = n
	return nil
}

// invalidUTF8 returns the first line that is not UTF-8, or 0.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return 0
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 1
}
