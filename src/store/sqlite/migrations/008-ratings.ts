/** What people give a persona as a whole; the last one of each counts. */
export const ratings = `
CREATE TABLE ratings (
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  timestamp INTEGER NOT NULL,
  PRIMARY KEY (personality_name, user_id)
);
CREATE INDEX ratings_of_person ON ratings (user_id);
`;
