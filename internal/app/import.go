package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"assay/internal/casestudy"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/offerfile"
	"assay/internal/store"
)

// An ImportKind says what a file holds.
type ImportKind string

// The kinds of file that are taken in.
const (
	ImportAnswers      ImportKind = "answers"      // XLSX or CSV made from our template
	ImportOffers       ImportKind = "offers"       // YAML or JSON, with parts, answers and evidence
	ImportBibliography ImportKind = "bibliography" // CSL-JSON, BibTeX or RIS
)

// ImportOptions are what a person adds to a file.
type ImportOptions struct {
	Framework string      `json:"framework,omitempty"` // answers and choices: id@version
	Offer     offer.ID    `json:"offer,omitempty"`     // choices: the offer that they are about
	Grade     offer.Grade `json:"grade,omitempty"`     // bibliography: of sources that say none
	TitleSays bool        `json:"title_says,omitempty"`
	// TitleSays takes the title for the account where a source has none yet.
}

// An ImportProblem is why a file is not taken in: where, what and how to mend it.
type ImportProblem struct {
	Sheet  string // the tab, the file or the item
	Row    int    // or line; 0: none
	Column string
	Reason string
}

// An ImportPlan is what taking a file in would do. With problems nothing can be taken in.
type ImportPlan struct {
	Rows        []store.Planned
	Problems    []ImportProblem
	Notes       []string
	Fingerprint string   // of what is there and what would be stored: equal, nothing changed meanwhile
	About       offer.ID // choices: the offer
	Chosen      *Chosen  // choices: what they would come to
	changes     store.Changes
	bundled     bundled
}

// Changing is how many records would be new or changed.
func (p ImportPlan) Changing() int {
	n := 0
	for _, r := range p.Rows {
		if r.Does != store.PlanSame {
			n++
		}
	}
	return n
}

// An Importing is a file with what a person said about it.
type Importing struct {
	Kind    ImportKind
	Name    string
	Options ImportOptions
	Body    []byte
}

// PlanImport reads a file and says what taking it in would do. It stores nothing.
//
// Shipped are the frameworks that a brought one may build on; frameworks are those and the
// workspace's own.
func PlanImport(ctx context.Context, tx *store.Tx, shipped, frameworks *framework.Registry, in Importing) (ImportPlan, error) {
	r := &importReader{ctx: ctx, tx: tx, shipped: shipped, frameworks: frameworks, in: in}
	var err error
	switch in.Kind {
	case ImportAnswers:
		err = r.answers()
	case ImportChoices:
		err = r.choices()
	case ImportOffers:
		err = r.offers()
	case ImportBibliography:
		err = r.bibliography()
	case ImportBundle:
		err = r.bundle()
	default:
		return ImportPlan{}, &InputError{Field: "kind", Message: "Choose what the file holds."}
	}
	if err != nil || len(r.plan.Problems) > 0 {
		return r.plan, err
	}
	if r.plan.changes, r.plan.Rows, err = tx.Plan(ctx, r.plan.changes); err != nil {
		return r.plan, err
	}
	r.plan.keepArchived()
	r.plan.Rows = append(r.more, r.plan.Rows...)
	h := sha256.New()
	_ = json.NewEncoder(h).Encode(r.plan.Rows) // a hash takes everything
	h.Write(in.Body)
	r.plan.Fingerprint = hex.EncodeToString(h.Sum(nil))
	return r.plan, nil
}

// Import stores what a plan holds, in a transaction: all of it or nothing. Progress is told how
// many records are stored of how many, and may end it by an error; nil: nobody asks.
func Import(ctx context.Context, tx *store.Tx, act store.Act, plan ImportPlan, progress func(done, total int) error) error {
	if len(plan.Problems) > 0 {
		return errors.New("a file with problems is not taken in")
	}
	act.Action = store.Import
	if err := plan.bundled.before(ctx, tx, act); err != nil {
		return err
	}
	if err := saveInSteps(ctx, tx, act, plan.changes, progress); err != nil {
		return err
	}
	return plan.bundled.after(ctx, tx, act)
}

// importStep is how many records are stored before progress is told.
const importStep = 500

// saveInSteps stores evidence, then offers, then answers.
func saveInSteps(ctx context.Context, tx *store.Tx, act store.Act, all store.Changes, progress func(done, total int) error) error {
	if progress == nil {
		_, _, _, err := tx.Save(ctx, act, all)
		return err
	}
	var steps []store.Changes
	for part := range slices.Chunk(all.Evidence, importStep) {
		steps = append(steps, store.Changes{Evidence: part})
	}
	for part := range slices.Chunk(all.Offers, importStep) {
		steps = append(steps, store.Changes{Offers: part})
	}
	for part := range slices.Chunk(all.Answers, importStep) {
		steps = append(steps, store.Changes{Answers: part})
	}
	done, total := 0, len(all.Evidence)+len(all.Offers)+len(all.Answers)
	for _, step := range steps {
		if err := progress(done, total); err != nil {
			return err
		}
		if _, _, _, err := tx.Save(ctx, act, step); err != nil {
			return err
		}
		done += len(step.Evidence) + len(step.Offers) + len(step.Answers)
	}
	return progress(done, total)
}

type importReader struct {
	ctx        context.Context
	tx         *store.Tx
	shipped    *framework.Registry
	frameworks *framework.Registry
	in         Importing
	more       []store.Planned // beside what Save stores
	plan       ImportPlan
}

func (r *importReader) fail(sheet string, row int, column, format string, args ...any) {
	if len(r.plan.Problems) < maxMistakes {
		r.plan.Problems = append(r.plan.Problems, ImportProblem{sheet, row, column, fmt.Sprintf(format, args...)})
	}
}

func (r *importReader) answers() error {
	fw, err := r.frameworks.Get(cmp.Or(r.in.Options.Framework, DefaultFramework))
	if err != nil || fw.Kind != framework.KindLevels {
		return &InputError{Field: "framework", Message: "Choose the framework that the sheet answers: one of levels."}
	}
	offers, err := r.tx.OwnOfferIDs(r.ctx)
	if err != nil {
		return err
	}
	evidence, err := r.tx.EvidenceIDs(r.ctx)
	if err != nil {
		return err
	}
	sheet, problems, err := exchange.ReadAnswerSheet(r.in.Name, bytes.NewReader(r.in.Body), int64(len(r.in.Body)), fw, among(offers), among(evidence))
	if err != nil {
		return err
	}
	r.sheetProblems(problems)
	for _, a := range sheet.Answers {
		r.answer(fw, a.Answer, r.in.Name, a.Row)
	}
	if n := len(sheet.DontKnow); n > 0 {
		r.plan.Notes = append(r.plan.Notes, fmt.Sprintf("%d rows say that nobody knows: nothing is stored for them, and an answer that is there stays.", n))
	}
	if sheet.Blank > 0 {
		r.plan.Notes = append(r.plan.Notes, fmt.Sprintf("%d rows were not filled in.", sheet.Blank))
	}
	return nil
}

// answer checks one answer against its framework and adds it.
func (r *importReader) answer(fw *framework.Framework, a offer.Answer, sheet string, row int) {
	a.Assessor, a.Version = OurAnswer, 0
	for _, p := range CheckAnswer(fw, a) {
		r.fail(sheet, row, p.Field, "%s %s.", p.Field, p.Message)
	}
	r.plan.changes.Answers = append(r.plan.changes.Answers, store.Seen[store.AnswerTo]{Item: store.AnswerTo{Framework: fw.Ref(), Answer: a}})
}

func among[T comparable](xs []T) func(T) bool {
	set := make(map[T]bool, len(xs))
	for _, x := range xs {
		set[x] = true
	}
	return func(x T) bool { return set[x] }
}

func (r *importReader) offers() error {
	f, err := offerfile.Read(r.in.Name, r.in.Body)
	if ms, ok := errors.AsType[offerfile.Mistakes](err); ok {
		for _, m := range ms {
			r.fail(r.in.Name, m.Line, fmt.Sprint(m.Column), "%s", m.Message)
		}
		return nil
	}
	if err != nil {
		return err
	}
	own := func(kind string, id offer.ID) {
		if !strings.HasPrefix(string(id), "own-") {
			r.fail(r.in.Name, 0, "", "%s id %q is one that the library may use: begin it with own-, as in own-%s.", kind, id, id)
		}
	}
	for _, o := range f.Offers {
		own("offer", o.ID)
		r.plan.changes.Offers = append(r.plan.changes.Offers, store.Seen[offer.Offer]{Item: o})
	}
	for _, e := range f.Evidence {
		own("evidence", e.ID)
		r.plan.changes.Evidence = append(r.plan.changes.Evidence, store.Seen[offer.Evidence]{Item: e})
	}
	if err := r.named(f.Named); err != nil {
		return err
	}
	for _, set := range []struct {
		ref     string
		answers []offer.Answer
	}{{casestudy.Framework, f.Answers}, {casestudy.CapacityFramework, f.Capacity}} {
		fw, err := r.frameworks.Get(set.ref)
		if err != nil {
			return err
		}
		for _, a := range set.answers {
			r.answer(fw, a, r.in.Name, 0)
		}
	}
	return nil
}

// named checks that the evidence that a file names and does not hold is there.
func (r *importReader) named(refs []offerfile.Reference) error {
	ids := make([]offer.ID, len(refs))
	for i, ref := range refs {
		ids[i] = ref.ID
	}
	found, err := r.tx.EvidenceTaken(r.ctx, ids)
	for _, ref := range refs {
		if !found[ref.ID] {
			r.fail(r.in.Name, ref.Line, fmt.Sprint(ref.Column), "evidence %q is neither in the file nor in the workspace or the library.", ref.ID)
		}
	}
	return err
}

func (r *importReader) bibliography() error {
	read := exchange.ReadCSLJSON
	switch strings.ToLower(filepath.Ext(r.in.Name)) {
	case ".bib":
		read = exchange.ReadBibTeX
	case ".ris":
		read = exchange.ReadRIS
	}
	es, problems, err := read(bytes.NewReader(r.in.Body))
	if err != nil {
		return err
	}
	for _, p := range problems {
		r.plan.Notes = append(r.plan.Notes, p.Error())
	}
	for _, e := range es {
		e.Source.Grade = cmp.Or(e.Source.Grade, r.in.Options.Grade)
		if e.Account == "" && r.in.Options.TitleSays {
			e.Account = e.Source.Title
		}
		if e.Source.URL == "" && e.Source.DOI != "" {
			e.Source.URL = "https://doi.org/" + e.Source.DOI
		}
		for _, p := range e.Validate() {
			r.fail(string(e.ID), 0, p.Field, "%s %s.", p.Field, p.Message)
		}
		r.plan.changes.Evidence = append(r.plan.changes.Evidence, store.Seen[offer.Evidence]{Item: e})
	}
	return nil
}
