package archive

import (
	"fmt"
	"testing"
)

// The same query may run again while its rows are still being read, and more queries than are kept prepared.
func TestPreparedStatements(t *testing.T) {
	b := newBed(t, sqliteDSN(t))
	tx := must(b.reader.BeginTx(t.Context(), nil))(t)
	defer func() { check(t, tx.Rollback()) }()
	const query = `SELECT value FROM (SELECT 1 AS value UNION ALL SELECT 2 UNION ALL SELECT 3) WHERE value > ?`
	read := func(over int) (got string) {
		rows, err := tx.QueryContext(t.Context(), query, over)
		check(t, err)
		for rows.Next() {
			var value int
			check(t, rows.Scan(&value))
			got += fmt.Sprint(value)
			if over == 0 {
				inner, err := tx.QueryContext(t.Context(), query, 1)
				check(t, err)
				for inner.Next() {
					got += "."
				}
				check(t, inner.Close())
			}
		}
		check(t, rows.Close())
		return got
	}
	same(t, "rows within rows", read(0), "1..2..3..")
	for i := range 3 * mostPrepared {
		var got int
		check(t, tx.QueryRowContext(t.Context(), fmt.Sprintf(`SELECT %d + ?`, i), 1).Scan(&got))
		same(t, "value", got, i+1)
	}
	same(t, "after many others", read(2), "3")
	if _, err := tx.ExecContext(t.Context(), `SELECT nothing FROM nowhere`); err == nil {
		t.Error("a wrong query was run")
	}
}
