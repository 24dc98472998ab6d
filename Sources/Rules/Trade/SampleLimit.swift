package import Values

/// What the lists of a day say that a sample may have of something: nothing of what is banned, no more than a limit of what is not.
package enum SampleLimit: Hashable, Sendable {
    case banned(Wording)
    case atMost(microgramsPerKilogram: Amount, Wording, source: String)

    /// Whether a value, as a laboratory writes it, is more; nil where nobody can say.
    package func isBroken(by value: String) -> Bool? {
        let test = ResidueTest(item: "", value: value)
        switch self {
        case .banned: return test.isDetected
        case .atMost(let most, _, _):
            guard test.isDetected else { return false }
            return test.microgramsPerKilogram.map { $0.millionths > most.millionths }
        }
    }

    package var wording: Wording {
        switch self {
        case .banned(let name): Wording(en: "\(name.en): banned, must not be found", zh: "\(name.zh)：禁用，不得检出")
        case .atMost(let most, let name, let source):
            Wording(en: "\(name.en): at most \(most) µg/kg (\(source))", zh: "\(name.zh)：不超过 \(most) µg/kg（\(source)）")
        }
    }
}

extension ReferenceLists {
    /// The limit of what a test's item names, on a day; nil where the lists have none, or the item names several.
    package func sampleLimit(ofItem item: String, on day: CalendarDate) -> SampleLimit? {
        if let banned = bannedDrug(item, on: day) { return .banned(banned) }
        return residueLimit(item, on: day).map {
            .atMost(microgramsPerKilogram: $0.microgramsPerKilogram, $0.name, source: $0.source)
        }
    }
}
