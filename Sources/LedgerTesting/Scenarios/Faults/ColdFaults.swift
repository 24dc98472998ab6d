/// COLD-1 and COLD-2: too warm for too long, and nobody knows how warm.
extension ChainTeller {
    /// A lorry's recorder on four hours of road, every ten minutes.
    mutating func lorry(by carrier: Trade = .processor, _ tenths: (Int) -> Int?) {
        let (maker, store) = (firm(.processor), firm(.coldStore))
        let lot = batch(Product("速冻牛肉丸", "2.5千克/袋，−18℃", days: 365, number: 14), of: maker, day: 0)
        issue(lot, [lot[.kg(900)]], at: at(0, 8), with: [("storageCondition", "frozen")])
        deliver([lot[.kg(900)]], from: maker, to: store, at: at(1, 8), takes: 245...245)
        let index = observe(
            "transporting", [lot[.kg(900)]], by: firm(carrier), at: at(1, 12), disposition: "in_transit")
        drafts[index].readings = (0..<24).compactMap { place in
            tenths(place).map { EventDraft.Reading(minute: at(1, 8, 5) + place * 10, tenths: $0) }
        }
    }

    /// COLD-1: −6 °C for so many readings of ten minutes.
    mutating func tooWarm(readings count: Int) {
        lorry { (5..<5 + count).contains($0) ? -60 : -190 }
        askLorry(count > 3 ? "COLD-1" : nil, [.invalid])
    }

    /// COLD-2: the recorder is silent for so many readings.
    mutating func recorderSilent(readings count: Int) {
        lorry { (5..<5 + count).contains($0) ? nil : -190 }
        askLorry(count > 3 ? "COLD-2" : nil, [.suspect])
    }

    /// COLD-1 on the word of one who never had the goods.
    mutating func tooWarmSaysAStranger() {
        lorry(by: .stranger) { _ in 50 }
        askLorry(nil, [.valid])
    }

    private mutating func askLorry(_ rule: String?, _ answers: Set<CityChain.Answer>) {
        guard let code = drafts.first?.lines.first?.code else { return }
        if let rule {
            ask(code, is: answers, rules: [rule])
        } else {
            ask(code)
        }
    }
}
