import Ledger

extension Registry {
    /// What a firm is called: its name and its number, or the number alone.
    func named(_ uscc: String) -> String {
        guard let name = operators[uscc]?.name, !name.isEmpty else { return uscc }
        return "\(name) \(uscc)"
    }
}
