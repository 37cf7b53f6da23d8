package analyse

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// maxRows bounds the tables of a page: a person reads the first few. JSON has them all.
const maxRows = 30

// WriteText writes the report as a page of text for people: the answer in words first, then
// tables. Scores run from 0 to 100, shares and weights in percent.
func (r *Report) WriteText(w io.Writer) error {
	p := &page{Report: r}
	p.head()
	if !r.nobody() {
		p.ranks()
	}
	p.scores()
	p.gates()
	p.weights()
	p.unknowns()
	p.methods()
	p.changes()
	p.sorted()
	p.objections()
	p.foot()
	_, err := io.WriteString(w, p.out.String())
	return err
}

// A page is a report while it is written.
type page struct {
	*Report
	out strings.Builder
}

func (p *page) say(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

func (p *page) title(s string) { p.say("\n%s\n%s", s, strings.Repeat("-", utf8.RuneCountInString(s))) }

// table writes rows of cells under a head, all but the first column to the right. What is
// beyond maxRows is counted.
func (p *page) table(head []string, rows [][]string) {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 3, ' ', tabwriter.AlignRight)
	first := 0
	for _, row := range rows[:min(len(rows), maxRows)] {
		first = max(first, utf8.RuneCountInString(row[0]))
	}
	first = max(first, utf8.RuneCountInString(head[0]))
	for _, row := range append([][]string{head}, rows[:min(len(rows), maxRows)]...) {
		// tabwriter aligns a whole table one way: the first column is filled up by hand.
		fmt.Fprintf(tw, "%s%s", row[0], strings.Repeat(" ", first-utf8.RuneCountInString(row[0])))
		for _, cell := range row[1:] {
			fmt.Fprintf(tw, "\t%s", cell)
		}
		fmt.Fprint(tw, "\t\n")
	}
	tw.Flush()
	for line := range strings.Lines(b.String()) {
		p.out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	if len(rows) > maxRows {
		p.say("... and %d more; JSON has them all", len(rows)-maxRows)
	}
}

// short cuts a name that would burst a table.
func short(name string) string {
	if utf8.RuneCountInString(name) > 32 {
		return string([]rune(name)[:31]) + "…"
	}
	return name
}

func points(v float64) string { return fmt.Sprintf("%.1f", 100*v+0) }

func percent(v float64) string {
	switch s := fmt.Sprintf("%.1f %%", 100*v); {
	case s == "0.0 %" && v > 0:
		return "<0.1 %"
	case s == "100.0 %" && v < 1:
		return ">99.9 %"
	default:
		return s
	}
}

func (p *page) span(s [2]float64) string {
	if lo, hi := points(s[0]), points(s[1]); lo != hi {
		return lo + " to " + hi
	}
	return points(s[0])
}
