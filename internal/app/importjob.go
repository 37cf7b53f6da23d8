package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"assay/internal/framework"
	"assay/internal/store"
)

// An ImportReport is what came of a file, or what was agreed to while it waits for its turn.
type ImportReport struct {
	Taken       int    `json:"taken"`
	Failed      string `json:"failed,omitempty"` // why not, in words for people
	Detail      string `json:"detail,omitempty"` // of a fault, for who looks into the database
	Fingerprint string `json:"fingerprint,omitempty"`
	Person      string `json:"person,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

// act is what the person who agreed does.
func (r ImportReport) act() store.Act { return store.Act{Person: r.Person, Reason: r.Reason} }

// PlanUpload is PlanImport for a file that was sent, under the frameworks of the workspace.
func PlanUpload(ctx context.Context, tx *store.Tx, shipped *framework.Registry, u store.Upload) (ImportPlan, error) {
	in := Importing{Kind: ImportKind(u.Kind), Name: u.Name, Body: u.Body}
	if err := json.Unmarshal(u.Options, &in.Options); err != nil {
		return ImportPlan{}, fmt.Errorf("options of upload %s: %w", u.ID, err)
	}
	all, err := Frameworks(ctx, tx, shipped)
	if err != nil {
		return ImportPlan{}, err
	}
	return PlanImport(ctx, tx, shipped, all, in)
}

// errPutAside ends an import whose file was put aside meanwhile.
var errPutAside = errors.New("the file was put aside")

// RunImport takes in a file whose confirmation waits in the queue. Everything is stored in one
// transaction, which also marks the file as taken in: a run that is cut off leaves nothing and
// can be run again, and a file that was put aside meanwhile is not taken in.
func RunImport(ctx context.Context, s *store.Store, shipped *framework.Registry, workspace, upload store.UUID) error {
	return RunImportWith(ctx, s, shipped, workspace, upload, func(int, int) {})
}

// RunImportWith is RunImport that tells watch how many records are stored of how many.
func RunImportWith(ctx context.Context, s *store.Store, shipped *framework.Registry, workspace, upload store.UUID, watch func(done, total int)) error {
	begun := []store.UploadState{store.Queued, store.Running}
	var agreed ImportReport
	err := s.InWorkspace(ctx, workspace, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, upload)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(u.Report, &agreed); err != nil {
			return fmt.Errorf("report of upload %s: %w", upload, err)
		}
		return tx.MoveUpload(ctx, agreed.act(), upload, begun, store.Running, agreed)
	})
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound) {
		return nil // put aside, or done by another run
	}
	if err != nil {
		return err
	}
	// Whoever changes the same records waits for this import, with a connection in hand; were
	// progress told on what is left of the pool, all would wait for each other.
	line, err := s.Line(ctx)
	if err != nil {
		return err
	}
	defer line.Close()
	progress := func(done, total int) error {
		watch(done, total)
		return line.InWorkspace(ctx, workspace, func(tx *store.Tx) error {
			going, err := tx.ProgressUpload(ctx, upload, done, total)
			if err == nil && !going {
				err = errPutAside
			}
			return err
		})
	}
	problem := ""
	err = s.InWorkspace(ctx, workspace, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, upload)
		if err != nil {
			return err
		}
		plan, err := PlanUpload(ctx, tx, shipped, u)
		if err != nil {
			return err
		}
		if len(plan.Problems) > 0 || plan.Fingerprint != agreed.Fingerprint {
			problem = "Something changed since the preview was made: send the file again and look at what it would change now."
			return nil
		}
		if err := Import(ctx, tx, agreed.act(), plan, progress); err != nil {
			return err
		}
		return tx.MoveUpload(ctx, agreed.act(), upload, []store.UploadState{store.Running}, store.Done, ImportReport{Taken: plan.Changing()})
	})
	switch {
	case problem != "":
		return FailImport(ctx, s, workspace, upload, problem, nil)
	case errors.Is(err, errPutAside):
		return nil
	case errors.Is(err, store.ErrConflict):
		return FailImport(ctx, s, workspace, upload, "Somebody changed the same records meanwhile: send the file again and look at what it would change now.", nil)
	}
	return err
}

// maxDetail bounds what is kept of a fault, in bytes.
const maxDetail = 4000

// FailImport marks a file as not taken in, with the reason in words for people and the fault, if
// it was one. One that was put aside stays so.
func FailImport(ctx context.Context, s *store.Store, workspace, upload store.UUID, reason string, fault error) error {
	detail := ""
	if fault != nil {
		detail = fault.Error()
		detail = strings.ToValidUTF8(strings.ReplaceAll(detail[:min(len(detail), maxDetail)], "\x00", ""), "")
	}
	err := s.InWorkspace(ctx, workspace, func(tx *store.Tx) error {
		return tx.MoveUpload(ctx, store.Act{Reason: reason}, upload, []store.UploadState{store.Queued, store.Running}, store.Failed, ImportReport{Failed: reason, Detail: detail})
	})
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}
