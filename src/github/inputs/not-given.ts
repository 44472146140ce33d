/** What the runner hands over for some inputs if the step does not name them: told apart from one that came out empty. */
export const NOT_GIVEN = 'none';
