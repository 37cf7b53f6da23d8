// Package offer holds what is proposed and what is known about it: an Offer with its parts,
// the Answers judged from it and the Evidence they rest on. It states facts and judgements
// and their limits; it computes no score (see package evaluate) and knows nothing of HTTP,
// SQL, files or clocks.
package offer
