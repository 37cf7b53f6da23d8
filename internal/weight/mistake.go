package weight

import (
	"fmt"
	"strings"
)

// A Mistake is an error about things that are weighed. It is kept in parts so that a form or a
// file can say it with the names of its own things: In.
type Mistake struct {
	format string
	args   []any
	// Rules are the demands that cannot all hold, where that is the mistake: each is needed
	// for the clash. Empty otherwise.
	Rules []Rule
}

// A thing stands for the name of a thing that is weighed.
type thing int

func mistake(format string, args ...any) *Mistake { return &Mistake{format: format, args: args} }

// Error names things by number, counted from 1.
func (m *Mistake) Error() string { return m.In(nil) }

// In words the mistake with the names of the things. A thing without a name is "weight 2".
func (m *Mistake) In(names []string) string {
	args := make([]any, len(m.args))
	for k, a := range m.args {
		switch a := a.(type) {
		case thing:
			args[k] = nameOf(int(a), names)
		case []thing:
			all := make([]string, len(a))
			for i, t := range a {
				all[i] = nameOf(int(t), names)
			}
			args[k] = listed(all)
		case []Rule:
			all := make([]string, len(a))
			for i, r := range a {
				all[i] = r.In(names)
			}
			args[k] = listed(all)
		default:
			args[k] = a
		}
	}
	return fmt.Sprintf(m.format, args...)
}

func nameOf(i int, names []string) string {
	if i >= 0 && i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("weight %d", i+1)
}

// listed joins words: "a", "a and b", "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
