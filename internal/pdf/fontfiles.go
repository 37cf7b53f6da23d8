package pdf

import "embed"

// fontFiles holds the fonts named in docs/third-party.md, unmodified.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS
