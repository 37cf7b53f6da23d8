package pdf

import (
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
)

// writeAttachments embeds the files and returns the catalog's entries for them.
func (d *Document) writeAttachments(out *file) string {
	if len(d.attachments) == 0 {
		return ""
	}
	var names []string
	var specs []ref
	for _, a := range d.attachments {
		stream := out.data(fmt.Sprintf("/Type/EmbeddedFile/Subtype%s/Params<</Size %d/ModDate%s/CheckSum<%X>>>",
			name(a.MIME), len(a.Data), date(d.meta.Created), md5.Sum(a.Data)), a.Data) // the format asks for MD5
		spec := out.add(fmt.Sprintf("<</Type/Filespec/F%[1]s/UF%[1]s/Desc%s/AFRelationship/Data/EF<</F %s/UF %[3]s>>>>",
			str(a.Name), str(a.Description), stream))
		names = append(names, str(a.Name)+spec.String())
		specs = append(specs, spec)
	}
	slices.Sort(names) // a name tree is sorted
	return "/AF" + refs(specs) + "/Names<</EmbeddedFiles<</Names[" + strings.Join(names, " ") + "]>>>>"
}
