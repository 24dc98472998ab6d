import EPCIS

extension EventDraft {
    /// Whether the strict reader of events would certainly take the event, told without writing and reading it.
    ///
    /// Nearly every row is told so. False only means that the strict reader has to decide; it alone says what is wrong.
    func isSurelySound(_ words: SoundWords) -> Bool {
        guard eventID == nil, words.hasPlainElements, words.steps.contains(step.name),
            documents.allSatisfy({ $0.type.map(words.documents.contains) == true }),
            disposition.map({ words.dispositions.contains($0) }) ?? true
        else { return false }
        return switch step.eventKind {
        case .transformation: Self.areSound(inputs) && Self.areSound(outputs)
        case .aggregation: parent != nil && Self.areSound(things)
        case .object: Self.areSound(things)
        case .transaction, .association, .foreign: false
        }
    }

    /// Things that are there, in units that look like UN/ECE Rec 20 codes. Their URIs are `CodeReader`'s; that no single one
    /// stands twice, as no epcList, inputEPCList or outputEPCList may have it, is `ThingsReader`'s.
    private static func areSound(_ things: ScannedThings) -> Bool {
        !things.isEmpty && things.lots.allSatisfy { $0.uom.map { EventReader.isUnit($0.utf8) } ?? true }
    }
}

/// The words of a step table and profile that EPCIS events may hold: definition files can have others.
struct SoundWords: Sendable {
    /// Names of the steps whose bizStep is in the vocabulary or a URN.
    let steps: Set<String>
    let dispositions: Set<String>
    /// Types of business transactions.
    let documents: Set<String>
    /// Whether no element has the name of a member that every event of ours has anyway.
    let hasPlainElements: Bool

    init(_ profile: Profile, vocabulary: CoreBusinessVocabulary = .standard) {
        let table = profile.steps
        func isWord(_ word: String, of list: CoreBusinessVocabulary.List) -> Bool {
            list.contains(word) || (word.hasPrefix("urn:yima:") && URIGrammar.isURI(word))
        }
        steps = Set(table.steps.filter { isWord($0.bizStep, of: vocabulary.bizStep) }.map(\.name))
        let given = table.steps.flatMap { step in
            (step.disposition.map { [$0] } ?? []) + (step.dispositionRule.map { Array($0.dispositions.values) } ?? [])
        }
        dispositions = Set(given.filter { vocabulary.disposition.contains($0) })
        documents = Set(table.documentTypes.filter { vocabulary.bizTransactionType.contains($0) })
        hasPlainElements = profile.element(named: "profile") == nil && profile.element(named: ScanMapper.actor) != nil
    }
}
