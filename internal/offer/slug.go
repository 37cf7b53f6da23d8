package offer

import (
	"strconv"
	"strings"
)

// maxSlug leaves room in an ID for own- before and a number behind.
const maxSlug = 60

// OwnID makes an id for a private record from words: own- and the words' plain letters and
// digits, with a number behind where that is taken.
func OwnID(words string, taken func(ID) bool) ID {
	slug := strings.Join(strings.FieldsFunc(strings.ToLower(words), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
	if len(slug) > maxSlug {
		slug = strings.TrimRight(slug[:maxSlug], "-")
	}
	if slug == "" {
		slug = "record"
	}
	id := ID("own-" + slug)
	for n := 2; taken(id); n++ {
		id = ID("own-" + slug + "-" + strconv.Itoa(n))
	}
	return id
}
