extension ChainTeller {
    /// Codes that are asked for beside those that its kind names.
    private static let furtherCodesMax = 8

    /// Of an honest chain every code is sound, also those that nobody thought of asking for.
    mutating func askForMore() {
        let asked = Set(questions.map(\.code))
        let moment = questions.map(\.moment).max()
        var seen = asked
        let lines = drafts.filter { $0.declaration == nil }.flatMap { $0.lines + $0.outputs }
        let further = lines.map(\.code).filter { seen.insert($0).inserted }
        for code in further.prefix(Self.furtherCodesMax) { ask(code) }
        for index in questions.indices where !asked.contains(questions[index].code) {
            questions[index].moment = moment ?? questions[index].moment
        }
    }

    /// The chain as it stands on the ledger.
    func chain(kind: String, rule: String?) -> CityChain {
        // What arrives at the same minute keeps the order in which it was told.
        let order = drafts.indices.sorted { (drafts[$0].arrival, $0) < (drafts[$1].arrival, $1) }
        let events = order.map { index in
            let draft = drafts[index]
            return CityChain.Told(
                operatorUSCC: draft.firm.uscc, device: draft.device, recordTime: moment(draft.arrival),
                seenTime: moment(min(draft.seen ?? draft.minute - 30, draft.arrival)), json: draft.json(time: time))
        }
        let firms = Set(drafts.map(\.firm))
        var profiles: [String: Set<String>] = [:]
        for draft in drafts {
            if let profile = draft["profile"] {
                profiles[draft.firm.uscc, default: []].insert(String(profile.dropFirst().dropLast()))
            }
        }
        return CityChain(
            kind: kind, rule: rule, events: events,
            acts: (standing(firms.union(named)) + acts).sorted { $0.minute < $1.minute }.map {
                (moment($0.minute), $0.act)
            },
            references: references, questions: questions,
            operatorNames: Dictionary(uniqueKeysWithValues: firms.union(named).map { ($0.uscc, $0.name) }),
            profiles: profiles)
    }

    /// What the host had put on the ledger about the firms a week before the first day: who they are, whose codes are whose,
    /// who is a laboratory or an authority.
    private func standing(_ firms: Set<Firm>) -> [(minute: Int, act: CityChain.Act)] {
        let roles: [Trade: CityChain.Role] = [
            .laboratory: .laboratory, .authority: .authority, .inspectionSite: .port, .portStation: .port,
            .carrier: .carrier, .coldStore: .carrier,
        ]
        return firms.sorted { $0.uscc < $1.uscc }.flatMap { firm -> [(minute: Int, act: CityChain.Act)] in
            let role = CityChain.Act.roleGranted(
                role: roles[firm.trade] ?? .operator, uscc: firm.uscc, region: String(firm.region.prefix(4)))
            var acts: [CityChain.Act] = [.enrolled(uscc: firm.uscc), role]
            if !unassigned.contains(firm.uscc) {
                acts.append(.prefixAssigned(prefix: firm.companyPrefix, uscc: firm.uscc))
            }
            return acts.map { (at(enrolment[firm.uscc] ?? -7, 9), $0) }
        }
    }

    // Questions.

    /// Asks for codes, at once after the last arrival unless a later minute is given.
    package mutating func ask(
        _ codes: String..., at minute: Int? = nil, holder: Firm? = nil, is answers: Set<CityChain.Answer> = [.valid],
        rules: Set<String> = [], sparing spared: Set<String> = [], notes: Set<String> = []
    ) {
        let last = drafts.map(\.arrival).max() ?? 0
        for code in codes {
            questions.append(
                CityChain.Question(
                    code: code, holder: holder?.uscc, moment: moment(minute ?? last + 60), answers: answers,
                    rules: rules,
                    spared: spared, notes: notes))
        }
    }
}
