// Package index is the searchable view of the record: it follows the change numbers of the archive into a Bleve
// index on disk and answers searches from it. It never holds anything that the record does not have, so it is never
// repaired: what is damaged, or was written by another analysis, is put aside and built anew.
//
// A directory holds the index of one archive:
//
//	lock       held by the process that has the index open
//	current    the name of the generation that answers
//	g000007    a generation: one Bleve index
//	aside      the last generation that was found unusable, for whoever wants to know why
//
// A rebuild writes a new generation beside the current one and then replaces the file current. Whatever else lies
// there is the remains of an interrupted rebuild and goes away at the next Open.
//
// Documents are found under terms alone: Bleve holds no positions, frequencies or norms. A search works in sets of
// document numbers (one roaring bitmap a segment), taken from Bleve's posting lists directly; filters and negations are
// set operations. What sets cannot decide, such as phrases and NEAR, is read from the wording of the documents that hold
// all the words, newest first and up to a bound; see sets, wording and confirm.
package index
