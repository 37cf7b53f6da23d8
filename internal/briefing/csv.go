package briefing

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"assay/internal/comparison"
	"assay/internal/evaluate"
)

// WriteCSV writes one row per offer, basis and criterion, and one per offer and basis
// for the whole (criterion "total"). Values are in 0..1 at full precision.
func WriteCSV(w io.Writer, ev comparison.Evaluation) error {
	cw := csv.NewWriter(w)
	if err := cw.Write([]string{"offer", "basis", "criterion", "state", "weight", "level_lo", "level_hi", "value_lo", "value_hi"}); err != nil {
		return err
	}
	for _, o := range ev.Offers {
		for _, r := range []evaluate.Result{o.Evidenced, o.Claimed} {
			for _, c := range r.Cells {
				if err := cw.Write([]string{
					string(o.Offer.ID), r.Basis, c.Criterion, string(c.State), float(c.Weight),
					fmt.Sprint(c.Levels.Lo), fmt.Sprint(c.Levels.Hi), float(c.Value.Lo), float(c.Value.Hi),
				}); err != nil {
					return err
				}
			}
			if err := cw.Write([]string{
				string(o.Offer.ID), r.Basis, "total", string(r.Gate.State), "1",
				fmt.Sprint(r.Floor.Levels.Lo), fmt.Sprint(r.Floor.Levels.Hi), float(r.Score.Lo), float(r.Score.Hi),
			}); err != nil {
				return err
			}
		}
	}
	cw.Flush()
	return cw.Error()
}

func float(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
