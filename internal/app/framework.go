package app

import (
	"context"
	"fmt"

	"assay/internal/framework"
	"assay/internal/store"
)

// Frameworks returns the shipped frameworks with the workspace's own, read again from the YAML
// they came as. One query.
func Frameworks(ctx context.Context, tx *store.Tx, shipped *framework.Registry) (*framework.Registry, error) {
	stored, err := tx.OwnFrameworks(ctx)
	if err != nil {
		return nil, err
	}
	own := make([]*framework.Framework, len(stored))
	for i, f := range stored {
		if own[i], err = shipped.Read(f.Ref+".yaml", []byte(f.Source)); err != nil {
			return nil, fmt.Errorf("stored framework %s: %w", f.Ref, err)
		}
	}
	return shipped.With(own...), nil
}
