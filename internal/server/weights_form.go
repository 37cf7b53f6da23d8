package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/phrase"
	"assay/web/page"
)

// pointsPrefix stands before the id of a dimension or criterion in the form of weights.
const pointsPrefix = "points."

// weightsForm is what somebody typed, and what it comes to.
type weightsForm struct {
	weighting framework.Weighting
	typed     map[string]string // points as typed, by id
	problems  []page.FieldProblem
	fits      bool // the points do, whatever else is to be mended
}

// readWeights reads the form. Points that are left out are those of start, or 100: every swing
// matters alike.
func readWeights(r *http.Request, fw *framework.Framework, start framework.Weighting) weightsForm {
	f := weightsForm{typed: map[string]string{}, weighting: framework.Weighting{
		Framework: fw.Ref(), RangesShown: true, // the form shows every scale
		Person: strings.TrimSpace(r.FormValue("person")), Reason: strings.TrimSpace(strings.ReplaceAll(r.FormValue("reason"), "\r\n", "\n")),
	}}
	for _, d := range fw.ScoredDimensions() {
		f.weighting.Dimensions = append(f.weighting.Dimensions, f.read(r, d.ID, start.Dimensions))
		for _, c := range d.ScoredCriteria() {
			f.weighting.Criteria = append(f.weighting.Criteria, f.read(r, c.ID, start.Criteria))
		}
	}
	if len(f.problems) == 0 {
		f.take(f.weighting.Unfit(fw))
	}
	f.fits = len(f.problems) == 0
	return f
}

// read reads the points of one swing, and keeps them as they were typed.
func (f *weightsForm) read(r *http.Request, id string, start []framework.Points) framework.Points {
	text := strconv.Itoa(framework.MaxPoints)
	if i := slices.IndexFunc(start, func(p framework.Points) bool { return p.ID == id }); i >= 0 {
		text = strconv.FormatFloat(start[i].Points, 'f', -1, 64)
	}
	if _, given := r.Form[pointsPrefix+id]; given {
		text = strings.TrimSpace(r.Form.Get(pointsPrefix + id))
	}
	f.typed[id] = text
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		f.take([]framework.WeightingProblem{{Field: id, Message: fmt.Sprintf("Points of %s must be a number from 0 to %d, such as 60.", id, framework.MaxPoints)}})
	}
	return framework.Points{ID: id, Points: v}
}

func (f *weightsForm) take(ps []framework.WeightingProblem) {
	for _, p := range ps {
		f.problems = append(f.problems, page.FieldProblem(p))
	}
}

func (f *weightsForm) problem(id string) string {
	for _, p := range f.problems {
		if p.Field == id {
			return p.Message
		}
	}
	return ""
}

// groups lays the swings out: the dimensions, and the criteria of each.
func (f *weightsForm) groups(ev comparison.Evaluation) (between page.WeightGroup, within []page.WeightGroup) {
	between = page.WeightGroup{ID: "dimensions", Title: "Between the dimensions"}
	for _, d := range ev.Yardstick().ScoredDimensions() {
		between.Rows = append(between.Rows, page.WeightRow{ID: d.ID, Title: d.Title, Points: f.typed[d.ID], Problem: f.problem(d.ID)})
		g := page.WeightGroup{ID: d.ID, Title: d.Title}
		for _, c := range d.ScoredCriteria() {
			g.Rows = append(g.Rows, page.WeightRow{
				ID: c.ID, Title: c.ID + " " + c.Title, Worst: c.Levels[0], Best: c.Levels[framework.MaxLevel], Unit: c.Unit,
				Range: actualRange(ev, c.ID), Points: f.typed[c.ID], Problem: f.problem(c.ID),
			})
		}
		within = append(within, g)
	}
	return between, within
}

// actualRange is how far the offers at hand differ on a criterion.
func actualRange(ev comparison.Evaluation, criterion string) string {
	l := evaluate.Levels{Lo: framework.MaxLevel}
	unknown, known := 0, 0
	for _, o := range ev.Offers {
		c, _ := o.Evidenced.Cell(criterion)
		switch c.State {
		case evaluate.Unknown:
			unknown++
		case evaluate.Answered:
			known++
			l.Lo, l.Hi = min(l.Lo, c.Levels.Lo), max(l.Hi, c.Levels.Hi)
		}
	}
	switch {
	case known == 0 && unknown == 0:
		return "it does not apply"
	case known == 0:
		return "unknown for all"
	case unknown == 0:
		return "level " + phrase.Levels(l)
	}
	return "level " + phrase.Levels(l) + " where known, unknown for " + phrase.Count(unknown, "offer", "offers")
}
