// Package query is the query language: text to tree, tree to text, and tree to the plan that matcher and index answer.
// It never looks at an article and knows no index.
package query

// Limits of a query. They are far above what people write and keep hostile input cheap.
const (
	MaxLength   = 32 << 10 // bytes
	MaxWords    = 1000     // all words of phrases included
	MaxDepth    = 64       // parentheses and negations within each other
	MaxDistance = 100      // of NEAR
	MaxChain    = 8        // operators NEAR within each other
)

// Query is a parsed query. It does not change; any number of goroutines may use it.
type Query struct {
	root node // nil for the empty query
}
