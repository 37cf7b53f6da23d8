package negotiate

// greedy returns a plan to start from: always the option that closes most of the gaps for its
// cost, then everything dropped that is not needed after all. The goal must be possible.
func (t *task) greedy() plan {
	choice := make([]int, len(t.terms))
	for gaps := t.gapsAt(choice); !t.reached(gaps, nil); gaps = t.gapsAt(choice) {
		bestJ, bestO, best := -1, 0, 0.0
		for j, options := range t.options {
			for o := choice[j] + 1; o < len(options); o++ {
				now, then := options[choice[j]], options[o]
				if p := closes(gaps, now.gain, then.gain) / float64(then.cost-now.cost); p > best {
					bestJ, bestO, best = j, o, p
				}
			}
		}
		if bestJ < 0 { // ties that must be broken: everything, and back down
			for j := range choice {
				choice[j] = len(t.options[j]) - 1
			}
			break
		}
		choice[bestJ] = bestO
	}
	for j := len(choice) - 1; j >= 0; j-- {
		for choice[j] > 0 {
			choice[j]--
			if !t.reached(t.gapsAt(choice), nil) {
				choice[j]++
				break
			}
		}
	}
	return t.planOf(choice)
}

func closes(gaps, now, then []float64) float64 {
	sum := 0.0
	for d, gap := range gaps {
		sum += min(then[d]-now[d], max(gap, 0))
	}
	return sum
}
