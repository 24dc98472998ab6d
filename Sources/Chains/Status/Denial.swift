package import EPCIS

/// A firm that is named as where goods come from says that they are not its own. It moves nothing and makes nothing; the verdict shows it.
extension EPCISEvent {
    package static let denyingStep = "urn:yima:bizstep:denying"

    package var isDenial: Bool { bizStep == Self.denyingStep }
}

extension Chain {
    /// The denials among its events, in the order of the ledger.
    package var denials: [ResolvedEvent] {
        events.filter(\.event.isDenial).sorted { $0.entry < $1.entry }
    }

    /// Whether anything is on record of the subject but that somebody denies it.
    package var isTold: Bool { events.contains { !$0.event.isDenial } }
}
