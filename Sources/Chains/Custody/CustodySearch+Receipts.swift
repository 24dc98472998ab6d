// Who has goods because he received them.

extension CustodySearch {
    /// Receipts that make their signers holders; those of a group are asked again whenever its custody has grown.
    mutating func acceptReceipts() {
        let groups = changed.sorted()
        changed = []
        for group in groups {
            for index in receiptsOfGroup[group] ?? [] {
                let event = events[index]
                guard !holds(event.operatorUSCC, group: group),
                    mentions[index].contains(where: { self.group(of: $0) == group && isTrusted($0) }),
                    isFromHolder(event, of: group)
                else { continue }
                admit(event.operatorUSCC, to: group)
            }
        }
    }

    /// Whether a receipt is of goods that one in their custody sent to nobody by name, or to him who received them or on whose behalf.
    private func isFromHolder(_ receipt: ResolvedEvent, of group: Int) -> Bool {
        let senders =
            receipt.sources.isEmpty
            ? openSenders.filter { holds($0, group: group) } : Set(receipt.sources.filter { holds($0, group: group) })
        guard receipt.sources.isEmpty || !senders.isEmpty else { return false }
        let isOpen = !openSenders.isDisjoint(with: senders)
        let isOnBehalf = receipt.destinations.contains {
            shippedTo.contains($0) && !receivers.contains($0) && holds($0, group: group)
        }
        return isOpen || isOnBehalf || isMisdirected(receipt)
    }

    /// Whether it receives what was sent to others, who recorded no receipt: he has the despatch advice that came with it.
    private func isMisdirected(_ receipt: ResolvedEvent) -> Bool {
        receipt.movements.contains { document in
            consignments[document].map { !$0.isEmpty && $0.isDisjoint(with: receivers) } ?? false
        }
    }
}
