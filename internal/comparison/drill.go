package comparison

import (
	"fmt"

	"assay/internal/depend"
	"assay/internal/offer"
)

// An OfferDrill is what an event does to one offer's services.
type OfferDrill struct {
	Offer  offer.ID              `json:"offer"`
	Title  string                `json:"title"`
	Status offer.Status          `json:"status"`
	Drill  []depend.ServiceDrill `json:"services"`
	Later  []depend.TraceLine    `json:"not_yet,omitempty"` // what was not so yet on the event's day and does not count
	// Questions are what keeps the drill open, put to whoever offers it, the most telling first.
	Questions []depend.Question `json:"questions,omitempty"`
}

// Drills is one event run on every offer of a comparison.
type Drills struct {
	Event  depend.Event `json:"event"`
	AsOf   offer.Date   `json:"as_of"` // of the offers' status, and of what is known of their parts
	Engine string       `json:"engine"`
	Offers []OfferDrill `json:"offers"`
}

// DrillsOf runs an event on every offer, in order, as its parts stand on the event's first day by
// what is known on the comparison's: what opens, begins or is recorded only later does not count.
// A bad event, and parts that contradict themselves, are errors worded for the person who can
// mend them.
func DrillsOf(ev Evaluation, e depend.Event) (Drills, error) {
	if err := e.Validate(); err != nil {
		return Drills{}, err
	}
	d := Drills{Event: e, AsOf: ev.AsOf, Engine: ev.Engine}
	for _, o := range ev.Offers {
		g, err := depend.FromOffer(o.Offer.KnownOn(ev.AsOf), e.From)
		if err != nil {
			return Drills{}, fmt.Errorf("offer %s: dependencies: %w", o.Offer.ID, err)
		}
		r, err := depend.RunDrill(g, e)
		if err != nil {
			return Drills{}, fmt.Errorf("offer %s: %w", o.Offer.ID, err)
		}
		qs, err := depend.Questions(g, e)
		if err != nil {
			return Drills{}, fmt.Errorf("offer %s: %w", o.Offer.ID, err)
		}
		d.Offers = append(d.Offers, OfferDrill{Offer: o.Offer.ID, Title: o.Offer.Title, Status: o.Status, Drill: r.Services, Later: g.Later(), Questions: qs})
	}
	return d, nil
}

// Keeps counts the services of a drill by what happens to them within the horizon: those that
// keep running whatever the unknowns, those that stop whatever the unknowns, and those of which
// that is open. A service that is not there yet on the day is none of these; see NotYet.
func (d OfferDrill) Keeps() (runs, open, stops int) {
	for _, s := range d.Drill {
		switch {
		case !s.Opens.IsZero():
		case s.StopsAt.Latest != nil:
			stops++
		case s.StopsAt.Earliest != nil:
			open++
		default:
			runs++
		}
	}
	return runs, open, stops
}

// Asked groups the questions by the part that they are about, in their order.
func (d OfferDrill) Asked() (about [][]depend.Question) {
	at := map[string]int{}
	for _, q := range d.Questions {
		i, ok := at[q.Node]
		if !ok {
			i = len(about)
			at[q.Node] = i
			about = append(about, nil)
		}
		about[i] = append(about[i], q)
	}
	return about
}

// NotYet counts the services of which every place opens only after the event.
func (d OfferDrill) NotYet() (n int) {
	for _, s := range d.Drill {
		if !s.Opens.IsZero() {
			n++
		}
	}
	return n
}

// A Dependency is what one offer stands on, and its choke points.
type Dependency struct {
	Offer    offer.ID            `json:"offer"`
	Title    string              `json:"title"`
	Services []ServiceDependency `json:"services"`
	Graph    depend.Graph        `json:"-"`
}

// A ServiceDependency is one service's choke points by actor and by jurisdiction, and in how
// many independent ways it can run.
type ServiceDependency struct {
	Service       string        `json:"service"`
	Title         string        `json:"title"`
	Actors        depend.Cuts   `json:"actors"`
	Jurisdictions depend.Cuts   `json:"jurisdictions"`
	Routes        depend.Routes `json:"routes"`
}

// maxChoke is the size up to which choke points are listed: sets of four and more refusals at
// once are beyond what anybody plans for. The figure is our choice.
const maxChoke = 3

// DependenciesOf draws every offer's graph on the as-of date and finds its choke points.
func DependenciesOf(ev Evaluation) ([]Dependency, error) {
	var ds []Dependency
	for _, o := range ev.Offers {
		g, err := depend.FromOffer(o.Offer, ev.AsOf)
		if err != nil {
			return nil, fmt.Errorf("offer %s: dependencies: %w", o.Offer.ID, err)
		}
		d := Dependency{Offer: o.Offer.ID, Title: o.Offer.Title, Graph: g}
		for _, id := range g.Services() {
			n, _ := g.Node(id)
			s := ServiceDependency{Service: id, Title: n.Title}
			if s.Actors, err = depend.CutsOf(g, id, depend.ByActor, maxChoke); err != nil {
				return nil, fmt.Errorf("offer %s: %w", o.Offer.ID, err)
			}
			if s.Jurisdictions, err = depend.CutsOf(g, id, depend.ByJurisdiction, maxChoke); err != nil {
				return nil, fmt.Errorf("offer %s: %w", o.Offer.ID, err)
			}
			if s.Routes, err = depend.RoutesOf(g, id, depend.ByActor); err != nil {
				return nil, fmt.Errorf("offer %s: %w", o.Offer.ID, err)
			}
			d.Services = append(d.Services, s)
		}
		ds = append(ds, d)
	}
	return ds, nil
}
