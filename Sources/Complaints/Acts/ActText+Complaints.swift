import Draws

extension ActText {
    /// Adds a line where there is a value.
    mutating func add(_ name: String, optional value: (some CustomStringConvertible)?) {
        if let value { add(name, value) }
    }
}
