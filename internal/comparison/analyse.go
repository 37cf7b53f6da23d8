package comparison

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/robust"
)

// AnalysisEngine names the version of the analyses. It is printed beside evaluate.Engine.
const AnalysisEngine = "assay-robust 1"

// MaxAnalysed bounds the offers of one analysis: pairs, draws and searches grow with them.
const MaxAnalysed = 60

// analysisDraws is how many draws stand behind each share: 95 % intervals of about a point either
// way, and little enough for a page. The table says its own error.
const analysisDraws = 16_384

const assumption = "Shares rest on an assumption: each unknown is equally likely to lie anywhere in its range, and unknowns are independent unless they share a name. Bounds, floors and gates assume nothing. An open gate is taken as passed, except where it says otherwise."

// Parts are the parts of an analysis: a page asks for what it shows, an export for everything.
type Parts int

// The parts. What is left out is empty; what is there is the same whatever else was asked for.
const (
	PartRequests Parts = 1 << iota // Unknowns
	PartOrder                      // Sure, Headline and Findings; needs PartRequests
	PartAsks                       // Asks
	Everything   = PartRequests | PartOrder | PartAsks
)

// Analyse returns ev with the wanted parts of its Analysis. It fails on more than MaxAnalysed
// offers.
func Analyse(ev Evaluation, want Parts) (Evaluation, error) {
	if n := len(ev.Offers); n > MaxAnalysed {
		return ev, fmt.Errorf("an analysis takes at most %d offers, not %d", MaxAnalysed, n)
	}
	a := &analyst{ev: ev, p: ev.Problem(), clauses: framework.ClausesOf(ev.fw)}
	a.unknowns = a.p.Unknowns()
	an := &Analysis{Engine: AnalysisEngine, Headline: []string{}, Unknowns: []Unknown{}, Asks: []OfferAsks{}, Findings: []evaluate.Finding{}}
	if a.ordered() {
		an.Assumption, an.Seed = assumption, fmt.Sprintf("%016x", robust.SeedOf(a.p))
	}
	ev.Analysis = an
	for _, part := range []struct {
		of   Parts
		make func(*Analysis) error
	}{{PartRequests, a.requests}, {PartOrder, a.order}, {PartAsks, a.asks}} {
		if want&part.of == 0 {
			continue
		}
		if err := part.make(an); err != nil {
			return ev, err
		}
	}
	return ev, nil
}

// ordered reports whether anything can be said of an order: the offers are one buyer's choices
// and some take part.
func (a *analyst) ordered() bool { return a.ev.Kind == Decision && a.ranked() > 0 }

// order says how sure the order is, in figures and in plain words.
func (a *analyst) order(an *Analysis) (err error) {
	if a.ordered() {
		if an.Sure, err = a.sure(); err != nil {
			return err
		}
		an.Findings = append(an.Findings, evaluate.LintLeads(lintOffers(a.ev.Offers, nil), *a.ev.Order, a.leads(an.Sure))...)
	}
	an.Headline = a.headline(an)
	return nil
}

// An analyst holds what the parts of an analysis share.
type analyst struct {
	ev       Evaluation
	p        *robust.Problem
	clauses  *framework.Clauses
	unknowns []robust.Unknown
	info     *robust.Information
}

func (a *analyst) id(i int) offer.ID { return a.ev.Offers[i].Offer.ID }

func (a *analyst) ranked() int {
	n := 0
	for i := range a.ev.Offers {
		if a.p.IsRanked(i) {
			n++
		}
	}
	return n
}

// information is computed once.
func (a *analyst) information() (*robust.Information, error) {
	var err error
	if a.info == nil {
		a.info, err = robust.InformationOf(a.p, robust.InformationOptions{Seed: robust.SeedOf(a.p)})
	}
	return a.info, err
}

// requests are the unknowns of every offer that can still be had, the most telling first: by
// expected gain for each point of effort, then by how often they decide who is first, again for
// each point of effort, then open gates, then what leaves most open.
func (a *analyst) requests(an *Analysis) error {
	var info *robust.Information
	var pivotal []robust.Share
	var err error
	if a.ordered() {
		if info, err = a.information(); err != nil {
			return err
		}
		if pivotal, err = robust.Pivotal(a.p, 0, robust.SeedOf(a.p)); err != nil {
			return err
		}
	}
	list := []Unknown{}
	for n, u := range a.unknowns {
		if r, ok := a.request(u); ok {
			if info != nil {
				r.Switch, r.Gain, r.Pivotal = info.Unknowns[n].Switch, info.Unknowns[n].Value, Share(pivotal[n])
			}
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(x, y Unknown) int {
		return cmp.Or(cmp.Compare(y.Gain/y.Effort, x.Gain/x.Effort), cmp.Compare(whole(y), whole(x)), first(x.Gate, y.Gate), cmp.Compare(y.Width, x.Width))
	})
	an.Unknowns = list
	return nil
}

// whole is how often an unknown decides for each point of effort, in whole percent: drawn shares
// that differ by less are alike.
func whole(u Unknown) float64 { return math.Round(100 * u.Pivotal.Value / u.Effort) }

// first puts what is true before what is not.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

func (a *analyst) request(u robust.Unknown) (Unknown, bool) {
	r := Unknown{Shared: u.Name, Also: []Place{}}
	found := false
	for _, at := range u.Cells {
		o := a.ev.Offers[at.Alternative]
		if o.Status == offer.Withdrawn {
			continue
		}
		cell := o.Evidenced.Cells[at.Criterion]
		gate := slices.Contains(o.Evidenced.Gate.Open, cell.Criterion)
		if found {
			r.Also = append(r.Also, Place{o.Offer.ID, cell.Criterion})
			r.Gate = r.Gate || gate
			continue
		}
		found = true
		k, _, _ := a.ev.fw.Criterion(cell.Criterion)
		clause, _ := a.clauses.Of(cell.Criterion)
		r.Offer, r.Criterion, r.Levels, r.Gate = o.Offer.ID, cell.Criterion, cell.Levels, gate
		r.Width = float64(cell.Weight * cell.Value.Width())
		r.Ask, r.Effort, r.Request, r.Settles = actor(o.Offer, clause), 1, k.Question, k.Evidence
		if contested := slices.ContainsFunc(cell.Notes, func(n evaluate.Note) bool { return n.Code == evaluate.NoteContested }); contested {
			r.Ask = framework.ActorNobody
		}
		if r.Ask == framework.ActorNobody {
			r.Effort = 2 // counsel, or a third party
		}
	}
	return r, found
}

// sure says how sure the order of a decision is.
func (a *analyst) sure() (*Sure, error) {
	info, err := a.information()
	if err != nil {
		return nil, err
	}
	at, err := robust.Acceptability(a.p, robust.Options{Draws: analysisDraws})
	if err != nil {
		return nil, err
	}
	free := *a.p
	free.Weights = anyWeights(a.ev.fw)
	anyW, err := robust.Acceptability(&free, robust.Options{Draws: analysisDraws, Seed: robust.SeedOf(a.p), NoPairs: true})
	if err != nil {
		return nil, err
	}
	order, expected, err := a.expected()
	if err != nil {
		return nil, err
	}
	s := &Sure{
		AtWeights: drawsOf(at), AnyWeights: drawsOf(anyW), EVPI: info.Perfect.Value,
		Offers: []Sureness{}, Pairs: []Ahead{}, Stability: []Stability{}, Swings: []Swing{}, Methods: []Method{}, Reweigh: []Reweighing{}, Holds: []Fact{},
	}
	ranked := slices.Sorted(slices.Values(order))
	for _, i := range ranked {
		s.Offers = append(s.Offers, Sureness{
			Offer: a.id(i), Expected: expected[i], First: Share(at.First[i]), FirstAnyWeights: Share(anyW.First[i]),
			GatesPass: Share(at.Passes[i].Share), GatesUndecided: at.Passes[i].Undecided, FirstIfPassing: firstIfPassing(at, i),
			Ranks: at.Ranks[i], RanksAnyWeights: anyW.Ranks[i], Central: a.central(anyW.Central[i]),
		})
	}
	a.pairs(s, at, ranked)
	s.Leader = a.id(order[0])
	if len(order) > 1 {
		s.Rival = a.id(order[1])
	}
	if err := a.stability(s); err != nil {
		return nil, err
	}
	if err := a.swings(s, order[0]); err != nil {
		return nil, err
	}
	if err := a.reweigh(s, order); err != nil {
		return nil, err
	}
	if err := a.methods(s); err != nil {
		return nil, err
	}
	return s, a.holds(s, order[0])
}

// expected returns the ranked offers by their score with every unknown at its mean, the best
// first, and every offer's such score.
func (a *analyst) expected() (order []int, scores []float64, err error) {
	bounds, err := robust.ScoreBounds(a.p)
	if err != nil {
		return nil, nil, err
	}
	for i, b := range bounds {
		scores = append(scores, b.Expected)
		if a.p.IsRanked(i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, k int) int { return cmp.Compare(scores[k], scores[i]) })
	return order, scores, nil
}

func drawsOf(r *robust.Result) Draws {
	return Draws{Draws: r.Draws, Replicates: r.Replicates, Method: string(r.Drawing), Interval: r.Interval, Error: r.Error}
}

// firstIfPassing is the plain share where no gate is open.
func firstIfPassing(r *robust.Result, i int) Share {
	if len(r.FirstIfPassing) == 0 {
		return Share(r.First[i])
	}
	return Share(r.FirstIfPassing[i])
}

// central adds an offer's central weights up to dimensions.
func (a *analyst) central(w []float64) []Weighted {
	if w == nil {
		return nil
	}
	var ws []Weighted
	for g, d := range a.ev.fw.ScoredDimensions() {
		sum := 0.0
		for _, j := range a.p.Weights.Members[g] {
			sum += w[j]
		}
		ws = append(ws, Weighted{d.ID, sum})
	}
	return ws
}

func (a *analyst) pairs(s *Sure, at *robust.Result, order []int) {
	for n, i := range order {
		for _, k := range order[n+1:] {
			if at.AheadShare(i, k).Value < 0.5 { // said of whoever is ahead more often
				i, k = k, i
			}
			p := at.AheadShare(i, k)
			s.Pairs = append(s.Pairs, Ahead{a.id(i), a.id(k), Share(p), p.Value <= evaluate.NearTie})
		}
	}
}

// stability is empty where no offer is ahead of every other at expected values.
func (a *analyst) stability(s *Sure) error {
	st, err := robust.StabilityOf(a.p)
	if err != nil || st.Leader == nil {
		return err
	}
	add := func(id string, dimension bool, w robust.WeightStability) {
		if w.Winner == nil || w.Ranking == nil {
			return
		}
		s.Stability = append(s.Stability, Stability{ID: id, Dimension: dimension, Weight: w.Weight,
			Leader: evaluate.Interval{Lo: w.Winner[0], Hi: w.Winner[1]}, Order: evaluate.Interval{Lo: w.Ranking[0], Hi: w.Ranking[1]}})
	}
	for g, d := range a.ev.fw.ScoredDimensions() {
		if len(st.Groups) > g {
			add(d.ID, true, st.Groups[g])
		}
		for _, j := range a.p.Weights.Members[g] {
			add(a.p.Criteria[j], false, st.Criteria[j])
		}
	}
	return nil
}

func (a *analyst) swings(s *Sure, leader int) error {
	bars, err := robust.Tornado(a.p, leader)
	if err != nil {
		return err
	}
	for _, b := range bars {
		if b.Lead == nil || b.Lead[0] == b.Lead[1] {
			continue
		}
		at := a.unknowns[b.Unknown].Cells[0]
		s.Swings = append(s.Swings, Swing{a.id(at.Alternative), a.p.Criteria[at.Criterion], b.Lead[0], b.Lead[1]})
	}
	slices.SortStableFunc(s.Swings, func(x, y Swing) int {
		return cmp.Compare(math.Abs(y.AtBest-y.AtWorst), math.Abs(x.AtBest-x.AtWorst))
	})
	return nil
}

// leads are the statements that somebody comes first, for the lint to object to.
func (a *analyst) leads(s *Sure) []evaluate.Lead {
	lead := evaluate.Lead{Method: "by expected score", First: s.Leader, Over: s.Rival}
	for _, p := range s.Pairs {
		switch {
		case p.A == s.Leader && p.B == s.Rival:
			lead.P, lead.Drawn = p.P.Value, true
		case p.B == s.Leader && p.A == s.Rival:
			lead.P, lead.Drawn = 1-p.P.Value, true
		}
	}
	leads := []evaluate.Lead{lead}
	for _, m := range s.Methods {
		if len(m.Order) > 0 {
			leads = append(leads, evaluate.Lead{Method: "by " + m.Title, First: m.Order[0]})
		}
	}
	return leads
}
