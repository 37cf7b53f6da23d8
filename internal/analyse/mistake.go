package analyse

import (
	"fmt"
	"strings"
)

// A Mistake is one thing wrong with a problem: where, as a JSON path such as $.matrix[1][2],
// and what, with how to mend it.
type Mistake struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func (m Mistake) String() string { return m.Path + ": " + m.Message }

// An InputError lists what is wrong with a problem, in the order of reading. Beyond the first
// twenty mistakes it only counts.
type InputError struct {
	Mistakes []Mistake
	More     int // mistakes found and not listed
}

func (e *InputError) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, m := range e.Mistakes {
		lines[i] = m.String()
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return strings.Join(lines, "\n")
}

// mistakes collects what is wrong while reading goes on.
type mistakes struct {
	list []Mistake
	more int
}

func (ms *mistakes) add(path, format string, args ...any) {
	if len(ms.list) == maxMistakes {
		ms.more++
		return
	}
	ms.list = append(ms.list, Mistake{path, fmt.Sprintf(format, args...)})
}

// err returns the mistakes as an error, or nil where there are none.
func (ms *mistakes) err() error {
	if len(ms.list) == 0 {
		return nil
	}
	return &InputError{ms.list, ms.more}
}
