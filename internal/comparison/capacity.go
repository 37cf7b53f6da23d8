package comparison

import (
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
)

// A Gain is the second reading of an offer: what it gives, on a framework of its own. It is
// shown beside the first and never added to it.
type Gain struct {
	Framework FrameworkRef    `json:"framework"`
	Answers   []offer.Answer  `json:"answers"`
	Measures  []Measure       `json:"measures,omitempty"`
	Evidenced evaluate.Result `json:"evidenced"`
	Claimed   evaluate.Result `json:"claimed"`

	fw *framework.Framework
}

// Title returns the title of one of the framework's criteria.
func (g *Gain) Title(criterion string) string {
	if c, _, ok := g.fw.Criterion(criterion); ok {
		return c.Title
	}
	return criterion
}

// Capacity is what the second reading needs: the framework, and each offer's answers to it.
type Capacity struct {
	Framework *framework.Framework
	Answers   map[offer.ID][]offer.Answer
}

// gain reads an offer's capacity by the framework's plan. Nothing of it enters the score of the
// first reading.
func (c *Capacity) gain(plan *evaluate.Plan, o offer.Offer, opt evaluate.Options) (*Gain, error) {
	values, err := measure.Capacity(o, opt.AsOf)
	if err != nil {
		return nil, err
	}
	oe, err := evaluateOffer(plan, c.Framework, offer.Dossier{Offer: o, Answers: c.Answers[o.ID]}, values, opt)
	if err != nil {
		return nil, err
	}
	return &Gain{
		Framework: FrameworkRef{c.Framework.ID, c.Framework.Version, c.Framework.Title, c.Framework.SHA256()},
		Answers:   oe.Answers, Measures: oe.Measures, Evidenced: oe.Evidenced, Claimed: oe.Claimed,
		fw: c.Framework,
	}, nil
}

// A Quadrant is where an offer stands on the plane of dependence and capacity.
type Quadrant string

// The quadrants. Open says that the evidence does not place the offer in one.
const (
	Open        Quadrant = ""
	Genuine     Quadrant = "builds capacity with little dependence"
	Bargain     Quadrant = "builds capacity and takes on dependence"
	Little      Quadrant = "changes little either way"
	SoftCapture Quadrant = "takes on dependence and builds little"
)

// Cut is where the plane is cut on both axes, halfway. The figure is our choice.
const Cut = 0.5

// A Rectangle is an offer's rectangle on the plane: dependence taken on, 1 - score, and capacity
// gained, each from what is secured to what the evidence leaves open.
type Rectangle struct {
	Dependence offer.Range `json:"dependence"`
	Capacity   offer.Range `json:"capacity"`
	Quadrant   Quadrant    `json:"quadrant,omitempty"`
}

// Rectangle returns where the offer stands, and false where its capacity was not read.
func (o OfferEvaluation) Rectangle() (Rectangle, bool) {
	if o.Gain == nil {
		return Rectangle{}, false
	}
	p := Rectangle{
		Dependence: offer.Range{Lo: 1 - o.Evidenced.Score.Hi, Hi: 1 - o.Evidenced.Score.Lo},
		Capacity:   offer.Range{Lo: o.Gain.Evidenced.Score.Lo, Hi: o.Gain.Evidenced.Score.Hi},
	}
	p.Quadrant = quadrant(p)
	return p, true
}

// quadrant names the quadrant in which the whole rectangle lies; one that crosses a cut, or
// touches it from both sides, is in none.
func quadrant(p Rectangle) Quadrant {
	high := func(r offer.Range) bool { return r.Lo > Cut }
	low := func(r offer.Range) bool { return r.Hi < Cut }
	switch d, c := p.Dependence, p.Capacity; {
	case low(d) && high(c):
		return Genuine
	case high(d) && high(c):
		return Bargain
	case low(d) && low(c):
		return Little
	case high(d) && low(c):
		return SoftCapture
	}
	return Open
}
