package briefing_test

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/comparison"
	"assay/internal/evaluate"
)

// calculated has LibreOffice open workbooks and compute them, and returns their sheets by file
// and name, numbers at full precision.
func calculated(t testing.TB, files map[string][]byte) map[string]map[string]sheetRows {
	t.Helper()
	dir := t.TempDir()
	args := []string{
		"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore",
		// Separator, quote, UTF-8, first line, columns, language, quote all, as shown: no, formulas: no,
		// spaces, sheet, which: -1 for all of them.
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", filepath.Join(dir, "out"),
	}
	for name, data := range files {
		file := filepath.Join(dir, name+".xlsx")
		require.NoError(t, os.WriteFile(file, data, 0o600))
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), "soffice", args...)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "soffice (Debian: libreoffice-calc-nogui): %s", said)
	books := map[string]map[string]sheetRows{}
	for name := range files {
		books[name] = map[string]sheetRows{}
		for _, sheet := range []string{"Comparison", "Scores", "Scores as claimed", "Answers", "Evidence", "Weights", "About"} {
			f, err := os.Open(filepath.Join(dir, "out", name+"-"+sheet+".csv"))
			require.NoError(t, err, "%s", said)
			books[name][sheet], err = csv.NewReader(f).ReadAll()
			require.NoError(t, err)
			require.NoError(t, f.Close())
		}
	}
	return books
}

// LibreOffice recomputes what the core computed, to 1e-9, without any stored result: for the four
// lead offers, for the UAE's choice and where much does not apply; and when weights are changed.
func TestOffice(t *testing.T) {
	chosen := map[string][]string{"leads": {"are", "est", "kor", "ind"}, "uae": {"are"}, "peru": {"per"}}
	files, evs, others := map[string][]byte{}, map[string]comparison.Evaluation{}, map[string]comparison.Evaluation{}
	for name, cases := range chosen {
		ev := compare(t, cases...)
		ev.Title = `=HYPERLINK("http://x","y")`
		ev.Evidence[0].Account, ev.Evidence[0].Passage = "=1+1", "_xD83D_ and _x0041_"
		f := opened(t, workbook(t, ev))
		rows, err := f.GetRows("Scores")
		require.NoError(t, err)
		w, cells := heavier(t, padded(rows), ev.Yardstick())
		evs[name], others[name] = ev, reweighed(t, ev, w)
		files[name] = recalculated(t, workbook(t, ev), nil)
		files[name+"-changed"] = recalculated(t, files[name], cells)
	}
	files["fresh"] = workbook(t, evs["leads"])
	books := calculated(t, files)
	for name, ev := range evs {
		as, changed := books[name], books[name+"-changed"]
		agree(t, as["Scores"], ev, evaluate.Evidenced)
		agree(t, as["Scores as claimed"], ev, evaluate.Claimed)
		still(t, as["Scores"])
		still(t, as["Scores as claimed"])
		front(t, as["Comparison"], ev, ev)
		assert.Equal(t, ev.Title, as["Comparison"][0][0], "text, not a link")
		assert.Equal(t, "=1+1", as["Evidence"][1][1])
		require.NotEqual(t, scoresOf(ev), scoresOf(others[name]))
		agree(t, changed["Scores"], others[name], evaluate.Evidenced)
		agree(t, changed["Scores as claimed"], others[name], evaluate.Claimed)
		front(t, changed["Comparison"], others[name], ev)
	}
	fresh := books["fresh"] // as Assay wrote it, stored results and all
	assert.Equal(t, "_xD83D_ and _x0041_", fresh["Evidence"][1][2], "no letters are lost")
	for _, sheet := range fresh {
		for _, row := range sheet {
			assert.NotContains(t, strings.Join(row, " "), "#N")
			assert.NotContains(t, strings.Join(row, " "), "Err:")
		}
	}
}

// padded makes all rows equally long.
func padded(rows [][]string) sheetRows {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	for i := range rows {
		rows[i] = append(rows[i], make([]string, width-len(rows[i]))...)
	}
	return rows
}
