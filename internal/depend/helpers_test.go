package depend

import "assay/internal/offer"

func between(lo, hi float64) *offer.Range { return &offer.Range{Lo: lo, Hi: hi} }
