//go:build office

package briefing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/evaluate"
)

// As many offers as a comparison takes, 7,006 columns wide, are recomputed by LibreOffice, and so
// are many small yardsticks on which much does not apply. Run by make test-office.
func TestOfficeWide(t *testing.T) {
	evs, files := map[string]comparison.Evaluation{}, map[string][]byte{}
	put := func(name string, ev comparison.Evaluation) {
		start := time.Now()
		evs[name], files[name] = ev, workbook(t, ev)
		if len(ev.Offers) > 100 {
			t.Logf("%d offers: %d bytes in %v", len(ev.Offers), len(files[name]), time.Since(start))
		}
	}
	put("wide", strange(t, rand.New(rand.NewPCG(72, 0)), comparison.MaxOffers))
	for i := range uint64(40) {
		put("strange-"+string(rune('a'+i%26))+string(rune('a'+i/26)), strange(t, rand.New(rand.NewPCG(73, i)), 5))
	}
	start := time.Now()
	books := calculated(t, files)
	t.Logf("%d workbooks computed in %v", len(files), time.Since(start))
	for name, ev := range evs {
		agree(t, books[name]["Scores"], ev, evaluate.Evidenced)
		agree(t, books[name]["Scores as claimed"], ev, evaluate.Claimed)
		still(t, books[name]["Scores"])
		front(t, books[name]["Comparison"], ev, ev)
		require.False(t, t.Failed(), name)
	}
}
