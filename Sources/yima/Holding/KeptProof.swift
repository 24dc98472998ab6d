import CommandSupport
import Files

/// Files that are kept of what somebody did wrong, under names that have the hash of what is in them.
enum KeptProof {
    /// Writes the file unless it is there, and gives its path; nil where it could not be written, with the reason said.
    static func keep(_ bytes: [UInt8], as name: String, in directory: String) -> String? {
        let path = "\(directory)/\(name)"
        guard !FileWriter.exists(path) else { return path }
        do throws(CommandError) {
            try FileWriter.makeDirectory(directory)
            try FileWriter.write(bytes, to: path, existing: .refused)
            return path
        } catch {
            // Whoever came first with the same hash wrote the same bytes.
            if FileWriter.exists(path) { return path }
            Console.message(error.lines(command: nil))
            return nil
        }
    }
}
