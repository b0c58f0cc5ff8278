package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
)

// table is one table of the record, as both engines have it.
type table struct {
	name    string
	columns []column // in the order in which they were made
	numbers bool     // gives its rows their id
	seeded  int64    // rows that the migrations themselves wrote
	refers  []string // to these tables
}

// column is one column of a table. Key columns come in order: their values are different in every row.
type column struct {
	name string
	kind string // as its declaration says on SQLite
	key  bool
}

// names are the columns as a list in a query.
func (t table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// quoted is a name as it stands in a query, also where the engine has the word for itself.
func quoted(name string) string { return `"` + name + `"` }

func quotedAll(names []string) string {
	return quoted(strings.Join(names, `", "`))
}

// schema is the tables of an archive in one form, ordered so that none refers to a later one. It is found by making
// an empty archive in memory: so every migration is in every backup, without a list that could be forgotten, and what
// else lies in a shared database is not.
func schema(ctx context.Context, migrations fs.FS, version int64) (tables []table, err error) {
	options := url.Values{"mode": {"memory"}, "_foreign_keys": {"1"}}
	db, err := openPreparing("file:schema?" + options.Encode())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // another connection would have a memory of its own
	memory := &Archive{writer: db, reader: db, dialect: &sqliteDialect, migrations: migrations}
	provider, err := memory.provider()
	if err != nil {
		return nil, err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return nil, fmt.Errorf("lay out form %d: %w", version, err)
	}
	c := conn{db, memory.dialect}
	names, err := all(ctx, c, scanName, `SELECT name FROM sqlite_master WHERE type = 'table'
		AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name <> 'goose_db_version' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := c.table(ctx, name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return inOrder(tables)
}

func scanName(rows *sql.Rows) (name string, err error) {
	err = rows.Scan(&name)
	return name, err
}

// table describes a table of SQLite.
func (c conn) table(ctx context.Context, name string) (t table, err error) {
	t = table{name: name}
	scan := func(rows *sql.Rows) (col column, err error) {
		err = rows.Scan(&col.name, &col.kind, &col.key)
		return col, err
	}
	if t.columns, err = all(ctx, c, scan, `SELECT name, type, pk > 0 FROM pragma_table_info(?) ORDER BY cid`, name); err != nil {
		return t, err
	}
	if t.refers, err = all(ctx, c, scanName, `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)`, name); err != nil {
		return t, err
	}
	if err = c.one(ctx, `SELECT count(*) FROM `+quoted(name), nil, &t.seeded); err != nil {
		return t, err
	}
	return t, c.one(ctx, `SELECT count(*) > 0 FROM sqlite_master WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'`, []any{name}, &t.numbers)
}

// inOrder puts every table after those that it refers to.
func inOrder(tables []table) ([]table, error) {
	placed := make([]table, 0, len(tables))
	has := map[string]bool{}
	for len(tables) > 0 {
		i := slices.IndexFunc(tables, func(t table) bool {
			return !slices.ContainsFunc(t.refers, func(name string) bool { return name != t.name && !has[name] })
		})
		if i < 0 {
			return nil, fmt.Errorf("%s and others refer to each other", tables[0].name)
		}
		has[tables[i].name] = true
		placed = append(placed, tables[i])
		tables = slices.Delete(tables, i, i+1)
	}
	return placed, nil
}
