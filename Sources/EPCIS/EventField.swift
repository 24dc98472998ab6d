/// The members that EPCIS 2.0 itself defines (ISO/IEC 19987 §7.3 and §7.4): first those of an event, then those of the
/// structures inside it.
package enum EventField: String, CaseIterable {
    case context = "@context"
    case type, eventTime, recordTime, eventTimeZoneOffset, eventID, certificationInfo, errorDeclaration
    case action, bizStep, disposition, persistentDisposition, readPoint, bizLocation
    case bizTransactionList, sourceList, destinationList, sensorElementList
    case parentID, epcList, quantityList, childEPCs, childQuantityList
    case inputEPCList, inputQuantityList, outputEPCList, outputQuantityList, transformationID, ilmd

    case id, bizTransaction, source, destination, epcClass, quantity, uom, set, unset
    case declarationTime, reason, correctiveEventIDs, sensorMetadata, sensorReport
}

extension EventField {
    /// Whether an event of this kind may carry the field.
    func belongs(to kind: EPCISEvent.Kind) -> Bool {
        if kind == .foreign { return isOfEvent }
        return switch self {
        case .context, .type, .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .certificationInfo,
            .errorDeclaration, .bizStep, .disposition, .readPoint, .bizLocation,
            .bizTransactionList, .sourceList, .destinationList, .sensorElementList:
            true
        case .action: kind != .transformation
        case .parentID: kind == .aggregation || kind == .association || kind == .transaction
        case .epcList, .quantityList: kind == .object || kind == .transaction
        case .childEPCs, .childQuantityList: kind == .aggregation || kind == .association
        case .inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID:
            kind == .transformation
        case .ilmd, .persistentDisposition: kind == .object || kind == .transformation
        case .id, .bizTransaction, .source, .destination, .epcClass, .quantity, .uom, .set, .unset,
            .declarationTime, .reason, .correctiveEventIDs, .sensorMetadata, .sensorReport:
            false
        }
    }

    /// Whether the field stands in an event itself and not only in a structure inside it.
    var isOfEvent: Bool { EPCISEvent.Kind.allCases.contains(where: belongs) }
}
