package briefing_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/briefing"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/pdf"
	"assay/internal/phrase"
	"assay/internal/testkit"
)

// outline writes blocks as plain text, to be read over by a person: it does not depend on how
// a page is broken or a font is embedded.
func outline(blocks []pdf.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block := block.(type) {
		case pdf.Heading:
			fmt.Fprintf(&b, "\n%s %s", strings.Repeat("#", block.Level), block.Text)
			if block.Anchor != "" {
				fmt.Fprintf(&b, " {%s}", block.Anchor)
			}
			b.WriteString("\n\n")
		case pdf.Paragraph:
			fmt.Fprintf(&b, "%s\n\n", spans(block.Spans))
		case pdf.List:
			for i, it := range block.Items {
				mark := "-"
				if block.Numbered {
					mark = fmt.Sprintf("%d.", i+1)
				}
				fmt.Fprintf(&b, "%s %s\n", mark, spans(it.Spans))
			}
		case pdf.KeyFigures:
			for _, f := range block.Figures {
				fmt.Fprintf(&b, "[%s] %s\n", f.Value, f.Label)
			}
		case pdf.Figure:
			fmt.Fprintf(&b, "\n(%s)\n(%s)\n", block.Caption, block.Alt)
		case pdf.Table:
			fmt.Fprintf(&b, "\n%s\n", block.Caption)
			for _, r := range append(block.Header, block.Rows...) {
				fmt.Fprintf(&b, "| %s |\n", strings.Join(cells(r), " | "))
			}
		default:
			fmt.Fprintf(&b, "unknown block %T\n", block)
		}
	}
	return b.String()
}

func cells(r pdf.Row) []string {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = spans(c.Spans)
	}
	return texts
}

func spans(ss []pdf.Span) string {
	var b strings.Builder
	for _, s := range ss {
		b.WriteString(s.Text)
	}
	return b.String()
}

func TestWhatABriefingSays(t *testing.T) {
	testkit.Golden(t, "profiles.golden.txt", []byte(outline(leads(t).Blocks())))
	testkit.Golden(t, "choice.golden.txt", []byte(outline(brief(t, "est").Blocks())))
}

// links are the places of the document that its spans lead to.
func links(blocks []pdf.Block) (to []string, anchors map[string]bool) {
	anchors = map[string]bool{}
	add := func(ss []pdf.Span) {
		for _, s := range ss {
			if anchor, ok := strings.CutPrefix(s.Link, "#"); ok {
				to = append(to, anchor)
			}
		}
	}
	for _, block := range blocks {
		switch block := block.(type) {
		case pdf.Heading:
			anchors[block.Anchor] = true
		case pdf.Paragraph:
			add(block.Spans)
		case pdf.List:
			for _, it := range block.Items {
				anchors[it.Anchor] = true
				add(it.Spans)
			}
		case pdf.Table:
			for _, r := range block.Rows {
				for _, c := range r.Cells {
					add(c.Spans)
				}
			}
		}
	}
	return to, anchors
}

func TestLinksLeadSomewhere(t *testing.T) {
	to, anchors := links(leads(t).Blocks())
	assert.NotEmpty(t, to)
	for _, a := range to {
		assert.True(t, anchors[a], "#%s", a)
	}
}

// table finds a table by the words of its caption.
func table(t *testing.T, b briefing.Briefing, caption string) pdf.Table {
	t.Helper()
	for _, block := range b.Blocks() {
		if x, ok := block.(pdf.Table); ok && strings.Contains(x.Caption, caption) {
			return x
		}
	}
	t.Fatalf("no table %q", caption)
	return pdf.Table{}
}

func TestTheHeadlineTable(t *testing.T) {
	b := leads(t)
	x := table(t, b, "Floor, score and how much is known")
	assert.Len(t, x.Rows, len(b.Ev.Offers))
	for i, o := range b.Ev.Offers {
		e := o.Evidenced
		got := cells(x.Rows[i])
		assert.Equal(t, []string{
			phrase.Letter(i) + "  " + o.Offer.Title, "level " + phrase.Levels(e.Floor.Levels), phrase.Span(e.Score), phrase.Span(o.Claimed.Score),
			fmt.Sprintf("%.0f %%", 100*e.Answered), fmt.Sprintf("%.0f %%", 100*e.Resolved),
		}, got[:6])
	}
}

// Every criterion that is scored stands in the comparison by criterion, and every one without
// an answer in the list of what nobody knows.
func TestEveryCriterionHasItsPlace(t *testing.T) {
	b := leads(t)
	levels := map[string][]string{}
	for _, r := range table(t, b, "Levels by criterion").Rows {
		if texts := cells(r); len(texts) > 1 {
			id, _, _ := strings.Cut(texts[0], " ")
			levels[id] = texts[1:]
		}
	}
	text := outline(b.Blocks())
	for i, o := range b.Ev.Offers {
		for _, c := range o.Evidenced.Cells {
			want := map[evaluate.State]string{evaluate.Unknown: "?", evaluate.NotApplicable: "n/a", evaluate.Answered: phrase.Levels(c.Levels)}[c.State]
			if assert.Contains(t, levels, c.Criterion) {
				assert.Equal(t, want, levels[c.Criterion][i], "%s of %s", c.Criterion, o.Offer.Title)
			}
			if c.Answer < 0 && c.State == evaluate.Unknown {
				k, _, _ := b.Ev.Yardstick().Criterion(c.Criterion)
				_, rest, ok := strings.Cut(text, "What nobody has answered: "+o.Offer.Title)
				assert.True(t, ok)
				assert.Contains(t, rest, fmt.Sprintf("%s (%s). Would be settled by: ", k.Title, k.ID))
			}
		}
	}
}

func TestProfilesNameNoWinner(t *testing.T) {
	text := outline(leads(t).Blocks())
	assert.Contains(t, text, "no ranks are given and no winner is named")
	assert.NotContains(t, text, "Must be first")
	choice := outline(brief(t, "are").Blocks())
	assert.Contains(t, choice, "Must be first: ")
	assert.NotContains(t, choice, "no winner is named")
}

// All that the document says can be read out of the PDF, in its order, page breaks and running
// heads aside.
func TestThePDFSaysTheSame(t *testing.T) {
	b := leads(t)
	text := squeeze(string(run(t, writePDF(t, b), "pdftotext", "-raw", "FILE", "-")))
	missing := 0
	for _, want := range phrases(b.Blocks()) {
		if !strings.Contains(text, squeeze(want)) {
			if missing++; missing <= 5 {
				t.Errorf("the PDF does not say %q", want)
			}
		}
	}
	assert.Zero(t, missing)
}

// phrases are the pieces of text that stay together on a page: words beyond the first few may
// go on overleaf.
func phrases(blocks []pdf.Block) []string {
	var ps []string
	add := func(s string) {
		if words := strings.Fields(s); len(words) > 0 {
			ps = append(ps, strings.Join(words[:min(len(words), 4)], " "))
		}
	}
	for _, block := range blocks {
		switch block := block.(type) {
		case pdf.Heading:
			add(block.Text)
		case pdf.Paragraph:
			add(spans(block.Spans))
		case pdf.List:
			for _, it := range block.Items {
				add(spans(it.Spans))
			}
		case pdf.KeyFigures:
			for _, f := range block.Figures {
				add(f.Value)
				add(f.Label)
			}
		case pdf.Figure:
			add(block.Caption)
		case pdf.Table:
			add(block.Caption)
			for _, r := range append(block.Header, block.Rows...) {
				for _, c := range cells(r) {
					add(c)
				}
			}
		}
	}
	return ps
}

var blanks = regexp.MustCompile(`[\s\x{00ad}\x{202f}\x{2009}]+`)

func squeeze(s string) string { return blanks.ReplaceAllString(s, "") }

// Whose weights are in force, and why, stands in the summary.
func TestWhoseWeights(t *testing.T) {
	b := brief(t, "est")
	assert.NotContains(t, outline(b.Blocks()), "The weights in force are those of")
	b.Ev.Weighting = &framework.Weighting{Person: "Mari Tamm", Reason: "Exit comes first."}
	assert.Contains(t, outline(b.Blocks()), "The weights in force are those of Mari Tamm, for this reason: Exit comes first.")
}
