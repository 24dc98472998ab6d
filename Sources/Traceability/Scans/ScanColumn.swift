/// The columns of a CSV of scans that are not data elements.
public enum ScanColumn: String, Hashable, Sendable, CaseIterable {
    case time, step, code, quantity, uom, site, to, from, document, parent, inputs, outputs, eventID
}
