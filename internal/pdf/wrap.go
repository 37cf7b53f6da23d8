package pdf

// A segment is the part of a run that stands on one line, at x from the line's left end.
type segment struct {
	run      *run
	from, to int // clusters
	level    uint8
	x, width float64
}

// A line is one line of text. Segments are in reading order; trailing spaces are kept, so that
// words stay apart when text is extracted, but do not count in width.
type line struct {
	segments []segment
	width    float64
}

// natural returns the width of p on one line and of its widest piece that cannot be broken.
func (p *shaped) natural() (whole, least float64) {
	var sum, piece, spaces, pieceSpaces float64
	for i := range p.runs {
		r := &p.runs[i]
		for _, c := range r.clusters {
			if p.must[c.start] {
				whole, sum, spaces = max(whole, sum-spaces), 0, 0
			}
			if p.after[c.start] {
				least, piece, pieceSpaces = max(least, piece-pieceSpaces), 0, 0
			}
			w := float64(c.width) * r.size / 1000
			sum, piece = sum+w, piece+w
			if p.blank(c) {
				spaces, pieceSpaces = spaces+w, pieceSpaces+w
			} else {
				spaces, pieceSpaces = 0, 0
			}
		}
	}
	return max(whole, sum-spaces), max(least, piece-pieceSpaces)
}

// place names a cluster.
type place struct{ run, cluster int }

// wrap breaks p into lines no wider than width, filling each as far as it goes. A word that is
// too wide by itself is broken between clusters.
func (p *shaped) wrap(width float64) []line {
	const slack = 1e-6
	var lines []line
	var start, best place
	hasBest := false
	var used, sinceBest float64
	emit := func(end place) {
		lines = append(lines, p.cut(start, end))
		start, hasBest = end, false
	}
	for ri := range p.runs {
		r := &p.runs[ri]
		for ci, c := range r.clusters {
			here := place{ri, ci}
			if here != start {
				if p.must[c.start] {
					emit(here)
					used, sinceBest = 0, 0
				} else if p.after[c.start] {
					best, hasBest, sinceBest = here, true, 0
				}
			}
			w := float64(c.width) * r.size / 1000
			for used+w > width+slack && !p.blank(c) && here != start {
				if hasBest {
					used = sinceBest
					emit(best)
				} else {
					emit(here)
					used, sinceBest = 0, 0
				}
			}
			used, sinceBest = used+w, sinceBest+w
		}
	}
	if len(p.runs) > 0 {
		emit(place{len(p.runs), 0})
	}
	return lines
}

// cut returns the line from start up to end and gives every segment its place.
func (p *shaped) cut(start, end place) line {
	var l line
	for ri := start.run; ri < len(p.runs) && ri <= end.run; ri++ {
		r := &p.runs[ri]
		from, to := 0, len(r.clusters)
		if ri == start.run {
			from = start.cluster
		}
		if ri == end.run {
			to = end.cluster
		}
		if from < to {
			l.segments = append(l.segments, segment{run: r, from: from, to: to, level: r.level})
		}
	}
	p.hang(&l)
	p.order(&l)
	return l
}

// hang splits trailing white space off the last segment with text and gives it the level of the
// paragraph (UAX #9, L1).
func (p *shaped) hang(l *line) {
	base := uint8(0)
	if p.rtl {
		base = 1
	}
	for i := len(l.segments) - 1; i >= 0; i-- {
		s := l.segments[i]
		k := s.to
		for k > s.from && p.blank(s.run.clusters[k-1]) {
			k--
		}
		if k == s.from {
			l.segments[i].level = base
			continue
		}
		if k < s.to {
			l.segments[i].to = k
			tail := segment{run: s.run, from: k, to: s.to, level: base}
			l.segments = append(l.segments[:i+1], append([]segment{tail}, l.segments[i+1:]...)...)
		}
		return
	}
}

func (p *shaped) order(l *line) {
	level := make([]uint8, len(l.segments))
	trailing := 0.0
	ended := false
	for i := len(l.segments) - 1; i >= 0; i-- {
		s := &l.segments[i]
		level[i] = s.level
		var w int32
		for _, c := range s.run.clusters[s.from:s.to] {
			w += c.width
			if !p.blank(c) {
				ended = true
			}
		}
		s.width = float64(w) * s.run.size / 1000
		l.width += s.width
		if !ended {
			trailing += s.width
		}
	}
	l.width -= trailing
	x := 0.0
	if p.rtl { // the spaces hang out on the left
		x = -trailing
	}
	for _, i := range visualOrder(level) {
		l.segments[i].x = x
		x += l.segments[i].width
	}
}
