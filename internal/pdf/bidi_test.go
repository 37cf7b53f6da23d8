package pdf

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goldenRows reads a table of tab-separated fields; lines that start with # are comments.
func goldenRows(t *testing.T, path string, fields int) [][]string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	var rows [][]string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		row := strings.Split(sc.Text(), "\t")
		require.Len(t, row, fields, "%q", sc.Text())
		rows = append(rows, row)
	}
	require.NotEmpty(t, rows)
	return rows
}

func TestLevelsAreThoseOfFribidi(t *testing.T) {
	for _, row := range goldenRows(t, "testdata/bidi.fribidi-1.0.8.tsv", 3) {
		text := []rune(row[1])
		level := levels(text, row[0] == "rtl")
		if level == nil {
			level = make([]uint8, len(text))
		}
		got := make([]string, len(level))
		for i, l := range level {
			got[i] = fmt.Sprint(l)
		}
		assert.Equal(t, row[2], strings.Join(got, " "), "%s %q", row[0], row[1])
	}
}

func TestVisualOrder(t *testing.T) {
	tests := []struct {
		name  string
		level []uint8
		want  []int
	}{
		{"left to right stays", []uint8{0, 0, 0}, []int{0, 1, 2}},
		{"right to left turns round", []uint8{1, 1, 1}, []int{2, 1, 0}},
		// UAX #9, example of L2: "car means CAR." with a number inside the Arabic part.
		{"numbers keep their order inside", []uint8{0, 1, 2, 2, 1}, []int{0, 4, 2, 3, 1}},
		{"Latin in an Arabic line", []uint8{1, 2, 2, 1}, []int{3, 1, 2, 0}},
		{"nothing", nil, []int{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, visualOrder(tt.level)) })
	}
}
