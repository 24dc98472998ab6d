/// The members of an event that EPCIS 2.0 itself defines (ISO/IEC 19987 §7.4).
enum EventField: String, CaseIterable {
    case context = "@context"
    case type, eventTime, recordTime, eventTimeZoneOffset, eventID, certificationInfo, errorDeclaration
    case action, bizStep, disposition, persistentDisposition, readPoint, bizLocation
    case bizTransactionList, sourceList, destinationList, sensorElementList
    case parentID, epcList, quantityList, childEPCs, childQuantityList
    case inputEPCList, inputQuantityList, outputEPCList, outputQuantityList, transformationID, ilmd
}

extension EventField {
    /// Whether an event of this kind may carry the field.
    func belongs(to kind: EPCISEvent.Kind) -> Bool {
        switch self {
        case .context, .type, .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .certificationInfo,
            .errorDeclaration, .bizStep, .disposition, .persistentDisposition, .readPoint, .bizLocation,
            .bizTransactionList, .sourceList, .destinationList, .sensorElementList:
            true
        case .action: kind != .transformation
        case .parentID: kind == .aggregation || kind == .association || kind == .transaction
        case .epcList, .quantityList: kind == .object || kind == .transaction
        case .childEPCs, .childQuantityList: kind == .aggregation || kind == .association
        case .inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID:
            kind == .transformation
        case .ilmd: kind == .object || kind == .transformation
        }
    }

    /// The field of that name, found without making a string of it: this runs for every member of every event.
    init?(name: ArraySlice<UInt8>) {
        guard name.count < Self.byLength.count else { return nil }
        for candidate in Self.byLength[name.count] where candidate.name.elementsEqual(name) {
            self = candidate.field
            return
        }
        return nil
    }

    private static let byLength: [[(name: [UInt8], field: EventField)]] = {
        let longest = allCases.map(\.rawValue.utf8.count).max() ?? 0
        var table = Array(repeating: [(name: [UInt8], field: EventField)](), count: longest + 1)
        for field in allCases { table[field.rawValue.utf8.count].append((Array(field.rawValue.utf8), field)) }
        return table
    }()
}
