package comparison_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
)

// core returns the core criteria: 26 that count and 4 that are shown beside them.
func core(t testing.TB) *framework.Framework {
	t.Helper()
	all, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := all.Get("assay-core@1")
	require.NoError(t, err)
	return fw
}

var asOf = offer.Date{Year: 2026, Month: 11, Day: 22}

// evidence is a pool of sources of different ages; the first has no date.
func evidencePool() []offer.Evidence {
	pool := make([]offer.Evidence, 40)
	for i := range pool {
		pool[i] = offer.Evidence{ID: offer.ID(fmt.Sprintf("source-%d", i))}
		if i > 0 {
			pool[i].Source.Issued = offer.Date{Year: 2021 + i%6, Month: 1 + i%10}
		}
	}
	return pool
}

// randomSubject is an offer to Estonia with an answer on nearly every criterion.
func randomSubject(r *rand.Rand, fw *framework.Framework, id offer.ID) offer.Dossier {
	s := offer.Dossier{Offer: offer.Offer{
		ID: id, Title: string(id), Country: "EST", Status: offer.Status(r.IntN(3)),
		History: []offer.Event{{Date: offer.Date{Year: 2025, Month: 1 + r.IntN(12)}, Text: "signed"}},
	}}
	for _, c := range fw.Criteria {
		if r.IntN(20) == 0 {
			continue
		}
		a := offer.Answer{Offer: id, Criterion: c.ID, Stage: offer.Stage(r.IntN(6)), Version: 1}
		a.Lo = offer.Bound{Level: r.IntN(5), Rung: offer.Rung(r.IntN(4)), Evidence: []offer.ID{randomSource(r)}}
		a.Hi = offer.Bound{Level: a.Lo.Level + r.IntN(5-a.Lo.Level), Rung: offer.Rung(r.IntN(4)), Evidence: []offer.ID{randomSource(r), randomSource(r)}}
		if c.Thresholds != nil && r.IntN(3) == 0 {
			x, y := r.Float64()*200, r.Float64()*200
			a.Raw = &offer.Range{Lo: min(x, y), Hi: max(x, y)}
		}
		a.NotApplicable = c.NAPermitted && r.IntN(10) == 0
		s.Answers = append(s.Answers, a)
	}
	return s
}

func randomSource(r *rand.Rand) offer.ID { return offer.ID(fmt.Sprintf("source-%d", r.IntN(40))) }

func inputs(fw *framework.Framework, offers int) comparison.Inputs {
	r := rand.New(rand.NewPCG(10, 30))
	in := comparison.Inputs{Title: "All of them", Framework: fw, AsOf: asOf, Evidence: evidencePool()}
	for i := range offers {
		in.Subjects = append(in.Subjects, randomSubject(r, fw, offer.ID(fmt.Sprintf("offer-%d", i))))
	}
	return in
}

func BenchmarkEvaluate(b *testing.B) {
	fw := core(b)
	for _, offers := range []int{10, 1000} {
		b.Run(fmt.Sprintf("%dx30", offers), func(b *testing.B) {
			in := inputs(fw, offers)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := comparison.Evaluate(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
