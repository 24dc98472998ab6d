package import EPCIS
package import Ledger
package import Statistics
import TransparencyLog
import Values

/// What an entry of a ledger says of a sample, for counting.
///
/// A result is an inspection (bizStep `inspecting`) that says whether it found what it should (disposition `conformant` or
/// `non_conformant`). Its sample is known by the laboratory and `sampleNo`, else `reportNo`, else the entry itself; of whom it was taken says
/// the first source, and where in the trade `samplingStage`.
package enum SampleReading {
    /// In every entry that says something of a sample these bytes stand.
    package static let bizStep = Array("inspecting".utf8)

    /// Nil where an entry says nothing of one.
    package static func result(entry: UInt64, leaf: [UInt8]) -> SampleTable.Result? {
        guard case .event(let signed)? = try? LedgerEntry(parsing: leaf),
            let event = EPCISEvent.reading(signed.body).event
        else { return nil }
        return result(entry: entry, signed, event)
    }

    /// The same of an entry that was read.
    package static func result(entry: UInt64, _ signed: EventEntry, _ event: EPCISEvent) -> SampleTable.Result? {
        guard event.bizStep == "inspecting",
            let isPassed = ["conformant": true, "non_conformant": false][event.disposition ?? ""]
        else { return nil }
        let laboratory = signed.journal.operatorUSCC
        let number = (event.dataElements["sampleNo"] ?? event.dataElements["reportNo"]).map { "\(laboratory)/\($0)" }
        // A declaration has the eventID of what it takes back.
        let key = number ?? "\(signed.journal)#\(event.eventID ?? "\(entry)")"
        let local = Timestamp(
            milliseconds: event.eventTime.moment.milliseconds + Int64(event.eventTime.offsetMinutes) * 60_000)
        return SampleTable.Result(
            sample: sample(key), laboratory: laboratory,
            firm: event.sourceList.first.map { reference in
                reference.id.hasPrefix(usccPrefix) ? String(reference.id.dropFirst(usccPrefix.count)) : reference.id
            },
            profile: profile(of: event), stage: event.dataElements["samplingStage"],
            day: CalendarDate(daysSinceEpoch: Int((local.milliseconds / 86_400_000))), isPassed: isPassed,
            isWithdrawal: event.errorDeclaration != nil, entry: entry)
    }

    /// What goods a result is of: the profile of its event; what was caught and not farmed is told apart (`aquatic-captured`), where the event
    /// says so.
    package static func profile(of event: EPCISEvent) -> String {
        let profile = event.dataElements["profile"] ?? ""
        let isCaptured = profile == "aquatic" && event.dataElements["productionMethod"] == "captured"
        return isCaptured ? "aquatic-captured" : profile
    }

    /// By what a sample is known in a table.
    package static func sample(_ key: String) -> UInt64 { MerkleHash.leaf(key.utf8).leadingWord }

    private static let usccPrefix = "urn:yima:uscc:"
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand somewhere in it.
    package func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, count >= bytes.count else { return false }
        var start = 0
        while start <= count - bytes.count {
            if self[start] == first, bytes.indices.allSatisfy({ self[start + $0] == bytes[$0] }) { return true }
            start += 1
        }
        return false
    }
}
