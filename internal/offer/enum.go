package offer

import (
	"fmt"
	"slices"
	"strings"
)

// word is a closed vocabulary: the zero value is the first word. The same words stand in
// code, YAML, SQL, JSON and, through their labels, on pages.
func parseWord[T ~int](what string, words []string, s string) (T, error) {
	i := slices.Index(words, s)
	if i < 0 {
		return 0, fmt.Errorf("%s %q is not one of %s", what, s, strings.Join(nonEmpty(words), ", "))
	}
	return T(i), nil
}

func wordOf[T ~int](words []string, v T) string {
	if int(v) < 0 || int(v) >= len(words) {
		return fmt.Sprintf("invalid(%d)", int(v))
	}
	return words[v]
}

func nonEmpty(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
}

// A Stage says how far an amount, a promise or an answer's subject has come. Stages are
// ordered; the zero value means that no stage is recorded and counts below every other.
type Stage int

// The stages, from the weakest to the strongest.
const (
	StageNotRecorded Stage = iota
	Announced              // said in public
	NonBinding             // a memorandum or letter of intent
	Binding                // an instrument somebody has seen
	Funded                 // money evidenced, or under construction
	Delivered              // operating
)

var stageWords = []string{"", "announced", "non_binding", "binding", "funded", "delivered"}

// ParseStage reads a stage's word; the empty string is StageNotRecorded.
func ParseStage(s string) (Stage, error) { return parseWord[Stage]("stage", stageWords, s) }

func (s Stage) String() string { return wordOf(stageWords, s) }

// MarshalText writes the stage's word.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the stage's word.
func (s *Stage) UnmarshalText(b []byte) (err error) { *s, err = ParseStage(string(b)); return err }

// A Status says whether an offer can still be had. It is separate from its stage.
type Status int

// The statuses. Withdrawn offers are shown but never ranked; a paused offer counts as
// nothing at every lower bound.
const (
	Active Status = iota
	Paused
	Withdrawn
)

var statusWords = []string{"active", "paused", "withdrawn"}

// ParseStatus reads a status's word.
func ParseStatus(s string) (Status, error) { return parseWord[Status]("status", statusWords, s) }

func (s Status) String() string { return wordOf(statusWords, s) }

// MarshalText writes the status's word.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the status's word.
func (s *Status) UnmarshalText(b []byte) (err error) { *s, err = ParseStatus(string(b)); return err }

// A Rung ranks how strong the evidence behind one bound is. The zero value is the weakest.
type Rung int

// The rungs of evidence, from the weakest to the strongest.
const (
	Unverified   Rung = iota // one unconfirmed report, or nothing
	VendorClaim              // the provider says so
	Documented               // a contract, law, register, official text or independent reporting
	Demonstrated             // tested, measured or operating in public view
)

var rungWords = []string{"unverified", "vendor_claim", "documented", "demonstrated"}

// ParseRung reads a rung's word.
func ParseRung(s string) (Rung, error) { return parseWord[Rung]("rung", rungWords, s) }

func (r Rung) String() string { return wordOf(rungWords, r) }

// MarshalText writes the rung's word.
func (r Rung) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the rung's word.
func (r *Rung) UnmarshalText(b []byte) (err error) { *r, err = ParseRung(string(b)); return err }

// A Grade says how well a source was seen: A official or primary text, B named press,
// C secondary page or aggregator, S one of the founding documents only.
type Grade string

// The grades of a source.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeS Grade = "S"
)

// Valid reports whether g is one of the four grades.
func (g Grade) Valid() bool { return g == GradeA || g == GradeB || g == GradeC || g == GradeS }

// A Scope says who an offer is open to.
type Scope int

// The scopes: a deal put to one country, a provider's programme open to many, or a path
// any buyer may take by itself (a reference alternative).
const (
	ScopeCountry Scope = iota
	ScopeProgramme
	ScopePath
)

var scopeWords = []string{"country", "programme", "path"}

// ParseScope reads a scope's word.
func ParseScope(s string) (Scope, error) { return parseWord[Scope]("scope", scopeWords, s) }

func (s Scope) String() string { return wordOf(scopeWords, s) }

// MarshalText writes the scope's word.
func (s Scope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the scope's word.
func (s *Scope) UnmarshalText(b []byte) (err error) { *s, err = ParseScope(string(b)); return err }
