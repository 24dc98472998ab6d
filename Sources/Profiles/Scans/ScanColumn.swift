/// The columns of a CSV of scans that are not data elements.
public enum ScanColumn: String, Hashable, Sendable, CaseIterable {
    case time, step, code, quantity, uom, site, to, from, document, parent, inputs, outputs, eventID
    /// The day of a time that stands in a column of its own.
    case day
}

/// Where in a file each column of its own stands. Every cell is asked for through this, so it is no dictionary.
struct ScanColumnIndexes: Sendable {
    private var indexes = [Int](repeating: -1, count: ScanColumn.allCases.count)

    subscript(column: ScanColumn) -> Int? {
        get {
            let index = indexes[column.ordinal]
            return index < 0 ? nil : index
        }
        set { indexes[column.ordinal] = newValue ?? -1 }
    }
}

extension ScanColumn {
    fileprivate var ordinal: Int {
        switch self {
        case .time: 0
        case .step: 1
        case .code: 2
        case .quantity: 3
        case .uom: 4
        case .site: 5
        case .to: 6
        case .from: 7
        case .document: 8
        case .parent: 9
        case .inputs: 10
        case .outputs: 11
        case .eventID: 12
        case .day: 13
        }
    }
}
