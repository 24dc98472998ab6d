/// DATA-1…3 and FOOD-1…3: what is not written, ill written, or written otherwise before.
extension ChainTeller {
    /// DATA-1: an element that the step must have is not there.
    mutating func leavesOut(_ element: String, at step: String) {
        let chain = retail(.lot)
        let index = step == "receiving" ? chain.secondReceipt : step == "shipping" ? chain.firstShipment : chain.issue
        drafts[index][element] = nil
        ask(chain.lot.code, is: [.suspect, .undecided, .invalid], rules: ["DATA-1"])
    }

    /// DATA-1: to name no profile at all, or no receiver, is not safer than to fill it in.
    mutating func leavesOutTheProfile() {
        let chain = retail(.lot)
        drafts[chain.issue]["profile"] = nil
        drafts[chain.issue]["productionDate"] = nil
        ask(chain.lot.code, is: [.suspect, .undecided, .invalid], rules: ["DATA-1"])
    }

    mutating func leavesOutTheReceiver() {
        let chain = retail(.lot)
        drafts[chain.firstShipment].destinations = []
        ask(chain.lot.code, is: [.suspect, .undecided, .invalid], rules: ["DATA-1|LINK-3"])
    }

    /// DATA-2: an element that is none of its kind.
    mutating func illWritten(_ element: String, _ value: String, at step: String) {
        let chain = retail(.lot)
        let index = step == "receiving" ? chain.secondReceipt : chain.issue
        drafts[index][element] = value
        ask(chain.lot.code, is: [.invalid], rules: [element == "scNo" ? "DATA-2|FOOD-3" : "DATA-2"])
    }

    /// DATA-3: a receiver makes the goods younger, or longer lived than their maker said.
    mutating func contradicts(_ element: String, _ grain: Grain) {
        let chain = retail(grain)
        let index = chain.secondReceipt
        switch element {
        case "productionDate": drafts[index][element] = date(1)
        default: drafts[index].number(element, "900")
        }
        ask(chain.code, is: [.invalid], rules: ["DATA-3"])
    }

    /// FOOD-1: bought without a proof of conformity, or with a word that says so.
    mutating func withoutProof(_ written: String?) {
        let chain = retail(.lot)
        drafts[chain.secondReceipt]["conformityProofNo"] = written
        ask(chain.lot.code, is: [.suspect, .invalid, .undecided], rules: ["FOOD-1|DATA-1|DATA-2"])
    }

    /// FOOD-2: greens of two farms are mixed under no new certificate, or under the old one of one of them.
    mutating func mixedWithoutCertificate(keepsOld: Bool) {
        let (coop, shop) = (firm(.cooperative), firm(.shop))
        var brought: [Line] = []
        let old = paper("HGZ35")
        for index in 0..<2 {
            let farm = firm(.cropFarm, index)
            let lot = batch(.greens, of: farm, day: 0)
            issue(lot, [lot[.kg(200)]], at: at(0, 6), with: [("complianceCertNo", index == 0 ? old : paper("HGZ35"))])
            deliver([lot[.kg(200)]], from: farm, to: coop, at: at(0, 8), takes: 30...90)
            brought.append(lot[.kg(200)])
        }
        let mixed = batch(.greens, of: coop, day: 0)
        make(
            [(mixed, .kg(398))], from: brought, by: coop, at: at(0, 13),
            with: keepsOld ? [("complianceCertNo", old)] : [])
        deliver([mixed[.kg(200)]], from: coop, to: shop, at: at(0, 16))
        ask(mixed.code, is: [.suspect, .undecided, .invalid], rules: ["FOOD-2|DATA-1"])
        ask(brought[0].code)
    }

    /// FOOD-3: a licence with a wrong check digit, one that is on nobody's file, one of another firm.
    enum Licence: String, CaseIterable, Sendable {
        case misprinted, unknown, anothers
    }

    mutating func licence(_ licence: Licence) {
        let chain = retail(.lot)
        guard let own = chain.maker.licence else { return }
        switch licence {
        case .misprinted:
            let last = (Int(String(own.suffix(1))) ?? 0) + 1
            drafts[chain.issue]["scNo"] = "\(own.dropLast())\(last % 10)"
        case .unknown:
            let digits = "1063505029" + Self.padded(number % 1000, 3)
            drafts[chain.issue]["scNo"] = "SC\(digits)\(CheckDigits.licence(digits))"
        case .anothers:
            let other = firm(.processor, 1)
            references.licences[other.licence ?? ""] = other.uscc
            drafts[chain.issue]["scNo"] = other.licence
        }
        ask(chain.lot.code, is: [.invalid], rules: [licence == .misprinted ? "FOOD-3|DATA-2" : "FOOD-3"])
    }
}
