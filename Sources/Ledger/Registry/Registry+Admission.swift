import Values

extension Registry {
    /// Why the host should not say this now; nil where it may. What stands already is `alreadyHeld`.
    ///
    /// Only what is to be appended is held to it. What stands in a ledger is not judged by how wise it was.
    func refusal(of act: AdminAct, now: Timestamp) -> Refusal? {
        do throws(Refusal) {
            switch act {
            case .keyEnrolled: break
            case .keyRotated(_, _, let from, _):
                guard from <= now else { throw .fromInFuture(from, now: now) }
            case .operatorEnrolled(let uscc, let name, _): try check(enrolling: uscc, name)
            case .operatorSuspended(let uscc, let from, _, let signed):
                try check(suspending: uscc, from: from, signed, now: now)
            case .operatorReinstated(let uscc, _, _):
                let held = try known(uscc)
                if held.suspension == nil { throw .alreadyHeld(entry: held.lastStandingEntry) }
            case .operatorRenamed(let uscc, let name, _):
                let held = try known(uscc)
                if held.name.hasSameBytes(as: name) { throw .alreadyHeld(entry: held.entries[0]) }
            case .deviceEnrolled(let key, _, let predecessor): try check(enrollingDevice: key, predecessor)
            case .deviceRevoked(let key, let from, _, let signed, let stolenSince):
                try check(revoking: key, from: from, signed, stolenSince: stolenSince, now: now)
            case .deviceReinstated(let key, _, _): try check(reinstating: key)
            case .roleGranted, .roleRevoked, .prefixAssigned, .prefixReleased: try check(grant: act)
            case .definitionAdopted(let name, let sha256, _):
                if let held = definitions[name]?.last, held.sha256 == sha256 { throw .alreadyHeld(entry: held.entry) }
            }
            return nil
        } catch {
            return error
        }
    }

    private func known(_ uscc: String) throws(Refusal) -> Operator {
        guard let held = operators[uscc] else { throw .unknownOperator(uscc: uscc) }
        return held
    }

    private func check(enrolling uscc: String, _ name: String) throws(Refusal) {
        guard let held = operators[uscc] else { return }
        if let suspension = held.suspension { throw .operatorIsSuspended(uscc: uscc, entry: suspension.entry) }
        guard held.name.hasSameBytes(as: name) else { throw .operatorHasAnotherName(uscc: uscc, name: held.name) }
        throw .alreadyHeld(entry: held.entries[0])
    }

    private func check(
        suspending uscc: String, from: Timestamp, _ signed: [SignedExtent], now: Timestamp
    ) throws(Refusal) {
        let held = try known(uscc)
        guard from <= now else { throw .fromInFuture(from, now: now) }
        for extent in signed where extent.journal.operatorUSCC != uscc || devices[extent.journal] == nil {
            throw .foreignExtent(journal: "\(extent.journal)")
        }
        guard let ban = held.suspension else { return }
        if ban.says(from: from, signed, stolenSince: nil) { throw .alreadyHeld(entry: ban.entry) }
    }

    private func check(
        revoking key: String, from: Timestamp, _ signed: [SignedExtent], stolenSince: Timestamp?, now: Timestamp
    ) throws(Refusal) {
        let held = try device(of: key)
        for moment in [from, stolenSince ?? from] where moment > now { throw .fromInFuture(moment, now: now) }
        for extent in signed where extent.journal != held.journal {
            throw .foreignExtent(journal: "\(extent.journal)")
        }
        guard let ban = held.revocation else { return }
        if ban.says(from: from, signed, stolenSince: stolenSince) { throw .alreadyHeld(entry: ban.entry) }
    }

    private func check(enrollingDevice text: String, _ predecessor: JournalName?) throws(Refusal) {
        let (journal, key) = try Self.deviceKey(text)
        let owner = try known(journal.operatorUSCC)
        if let held = devices[journal] {
            guard held.key == key else { throw .journalHasAnotherKey(journal: "\(journal)") }
            try check(held)
            guard held.predecessor == predecessor || predecessor == nil else {
                throw .hasAnotherPredecessor(journal: "\(journal)", entry: held.entries[0])
            }
            throw .alreadyHeld(entry: held.lastStandingEntry)
        }
        if let suspension = owner.suspension {
            throw .operatorIsSuspended(uscc: owner.uscc, entry: suspension.entry)
        }
        guard let predecessor else { return }
        guard predecessor != journal, predecessor.operatorUSCC == owner.uscc, devices[predecessor] != nil else {
            throw .foreignPredecessor(journal: "\(predecessor)")
        }
    }

    private func check(reinstating key: String) throws(Refusal) {
        let held = try device(of: key)
        do throws(Refusal) {
            try check(held)
        } catch .deviceIsRevoked {
            return
        }
        throw .alreadyHeld(entry: held.lastStandingEntry)
    }

    private func check(grant act: AdminAct) throws(Refusal) {
        switch act {
        case .roleGranted(let uscc, let role, _):
            let held = try known(uscc).roles.last { $0.role == role && $0.tenure.isOpen }
            if let held { throw .alreadyHeld(entry: held.tenure.entry) }
        case .roleRevoked(let uscc, let role, _, _):
            guard let held = try known(uscc).roles.last(where: { $0.role == role }) else {
                throw .roleNotHeld(uscc: uscc, role: role)
            }
            if let end = held.tenure.endedBy { throw .alreadyHeld(entry: end) }
        case .prefixAssigned(let uscc, let prefix, _):
            _ = try known(uscc)
            if let held = prefixes.open(prefix, to: uscc) { throw .alreadyHeld(entry: held.tenure.entry) }
        case .prefixReleased(let uscc, let prefix, let from, _):
            _ = try known(uscc)
            guard prefixes.released(prefix, of: uscc, from: from) == nil else { return }
            guard let end = prefixes.ended(prefix, of: uscc)?.tenure.endedBy else {
                throw .prefixNotHeld(uscc: uscc, prefix: prefix)
            }
            throw .alreadyHeld(entry: end)
        default: break
        }
    }

    /// Throws what keeps an enrolled device from standing, its operator aside.
    private func check(_ held: Device) throws(Refusal) {
        if let theft = held.theft { throw .deviceWasStolen(journal: "\(held.journal)", entry: theft.entry) }
        if let fork = forks[held.journal] { throw .journalHasForked(journal: "\(held.journal)", entry: fork.entry) }
        if let ban = held.revocation { throw .deviceIsRevoked(journal: "\(held.journal)", entry: ban.entry) }
    }
}

extension Ban {
    /// Whether it says already what another would: no earlier moment, no further signed point, no theft unsaid.
    fileprivate func says(from moment: Timestamp, _ points: [SignedExtent], stolenSince since: Timestamp?) -> Bool {
        moment >= from && Set(points).isSubset(of: signed) && (since == nil || since == stolenSince)
    }
}

extension Registry.Operator {
    /// The entry by which it stands: that of its last reinstatement, else of its enrolment.
    fileprivate var lastStandingEntry: UInt64 { suspensions.compactMap(\.liftedBy).max() ?? entries[0] }
}

extension Registry.Device {
    fileprivate var lastStandingEntry: UInt64 { revocations.compactMap(\.liftedBy).max() ?? entries[0] }
}

extension String {
    /// `==` takes two spellings of one character for the same; here they are two names.
    fileprivate func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
