/// The newest part of the code index, in memory: rows in the order they came, chained by key from the newest back.
struct IndexTail {
    private struct Link {
        let row: IndexRow
        /// Position of the key's row before this one, or −1.
        let previous: Int32
    }

    private var links: [Link] = []
    private var newest: [UInt64: Int32] = [:]

    var count: Int { links.count }

    mutating func append(_ rows: some Sequence<IndexRow>) {
        for row in rows {
            let previous = newest.updateValue(Int32(links.count), forKey: row.key) ?? -1
            links.append(Link(row: row, previous: previous))
        }
    }

    /// The newest `limit` entries of a key below `bound`, descending.
    func entries(of key: UInt64, below bound: UInt64, limit: Int) -> [UInt64] {
        var found: [UInt64] = []
        var position = newest[key] ?? -1
        while position >= 0, found.count < limit {
            let link = links[Int(position)]
            if link.row.entry < bound { found.append(link.row.entry) }
            position = link.previous
        }
        return found
    }

    /// All rows, sorted by key and entry.
    func sortedRows() -> [IndexRow] {
        links.map(\.row).sorted()
    }
}

extension IndexTail {
    /// All rows in the order they came.
    func rowsInOrder() -> [IndexRow] {
        links.map(\.row)
    }
}
